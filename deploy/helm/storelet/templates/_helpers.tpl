{{- define "storelet.labels" -}}
app.kubernetes.io/name: storelet
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
{{- end }}

{{- define "storelet.selector" -}}
app.kubernetes.io/name: storelet
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "storelet.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{/* What every pod shares: an account without rights, a root file system nobody writes to, no token of the cluster. */}}
{{- define "storelet.pod" -}}
automountServiceAccountToken: false
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  seccompProfile: {type: RuntimeDefault}
{{- with .Values.image.pullSecrets }}
imagePullSecrets: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{ toYaml . | nindent 2 }}
{{- end }}
volumes:
  - name: scratch
    emptyDir: {sizeLimit: 1Gi}
{{- end }}

{{- define "storelet.container" -}}
image: {{ include "storelet.image" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
volumeMounts:
  - {name: scratch, mountPath: /data}
  - {name: scratch, mountPath: /tmp, subPath: tmp}
envFrom:
  - configMapRef: {name: {{ .Release.Name }}-storelet}
{{- end }}

{{/* Who may migrate gets the owner's log-in; who serves never sees it. */}}
{{- define "storelet.secrets" -}}
{{- range .keys }}
- name: {{ . }}
  valueFrom: {secretKeyRef: {name: {{ $.root.Values.secretName }}, key: {{ . }}}}
{{- end }}
{{- end }}
