// Logged in by cookie, "Try it out" needs the CSRF token: log-in answers with it, and it is sent from then on.
let csrfToken = "";

SwaggerUIBundle({
  url: "/schema/openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  validatorUrl: null,
  docExpansion: "none",
  requestInterceptor: (request) => {
    if (csrfToken) request.headers["X-CSRF-Token"] = csrfToken;
    return request;
  },
  responseInterceptor: (response) => {
    if (response.body && response.body.csrf_token) csrfToken = response.body.csrf_token;
    return response;
  },
});
