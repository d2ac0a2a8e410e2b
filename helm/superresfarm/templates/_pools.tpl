{{/* Lays one map over another, in place; lists and plain values replace, false and zero too. Takes base and over. */}}
{{- define "superresfarm.overlay" -}}
{{- range $key, $value := .over }}
{{- if and (kindIs "map" $value) (kindIs "map" (get $.base $key)) }}
{{- include "superresfarm.overlay" (dict "base" (get $.base $key) "over" $value) }}
{{- else }}
{{- $_ := set $.base $key $value }}
{{- end }}
{{- end }}
{{- end }}

{{/* The enabled pools as YAML, each laid over the defaults and checked: {pools: {NAME: POOL}}. */}}
{{- define "superresfarm.pools" -}}
{{- $root := . }}
{{- $pools := dict }}
{{- range $name, $own := .Values.workers.pools }}
{{- $pool := deepCopy $root.Values.workers.defaults }}
{{- include "superresfarm.overlay" (dict "base" $pool "over" (default dict $own)) }}
{{- if $pool.enabled }}
{{- include "superresfarm.checkPool" (dict "root" $root "name" $name "pool" $pool) }}
{{- $_ := set $pools $name $pool }}
{{- end }}
{{- end }}
{{- include "superresfarm.checkQueues" (dict "root" $root "pools" $pools) }}
{{- toYaml (dict "pools" $pools) }}
{{- end }}

{{/* Seconds of the host's stopping: what runs may end or is given back, and connections are closed. */}}
{{- define "superresfarm.hostSeconds" -}}{{ add (int .) 15 }}{{- end }}

{{/* Seconds until Kubernetes kills. Takes grace and preStop. */}}
{{- define "superresfarm.terminationSeconds" -}}{{ add (include "superresfarm.hostSeconds" .grace) (int .preStop) 15 }}{{- end }}

{{/* Seconds in which one pod may go at most: those of a long item. */}}
{{- define "superresfarm.scaleDownSeconds" -}}{{ max (int .itemP95Seconds) 60 }}{{- end }}
