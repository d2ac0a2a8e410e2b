{{/* The pool's share of all items of its queues, by weight: "0.5 * (2 * high + normal)". */}}
{{- define "superresfarm.formula" -}}
{{- $weights := .scaling.weights }}
{{- $terms := list }}
{{- range .queues }}
{{- $weight := toString (get $weights .) }}
{{- $terms = append $terms (ternary . (printf "%s * %s" $weight .) (eq $weight "1")) }}
{{- end }}
{{- $sum := join " + " $terms }}
{{- $share := toString .scaling.share }}
{{- ternary $sum (printf "%s * (%s)" $share $sum) (eq $share "1") }}
{{- end }}
