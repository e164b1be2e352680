"""Multi-touch reading beside the paid model: what channels contribute, by Markov removal effect and by Shapley value.
Exact, and for reading only: nobody is paid by it."""
