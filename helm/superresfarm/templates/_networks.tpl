{{/* Rules of network policies. */}}

{{- define "superresfarm.egressDns" -}}
- to:
    {{- toYaml .Values.networkPolicy.dns | nindent 4 }}
  ports: [{protocol: UDP, port: 53}, {protocol: TCP, port: 53}]
{{- end }}

{{/* Takes peers, none meaning any address, and ports. */}}
{{- define "superresfarm.egressTo" -}}
- ports:
    {{- range .ports }}
    - {protocol: TCP, port: {{ int . }}}
    {{- end }}
  {{- with .peers }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}

{{/* The port of an address such as https://host or http://host:9000. */}}
{{- define "superresfarm.portOf" -}}
{{- $parts := urlParse . }}
{{- $port := regexFind ":[0-9]+$" $parts.host | trimPrefix ":" }}
{{- $port | default (ternary "80" "443" (eq $parts.scheme "http")) }}
{{- end }}

{{/* What api and workers both need: broker, store, collector, DNS. */}}
{{- define "superresfarm.egressCommon" -}}
{{- $policy := .Values.networkPolicy }}
{{- include "superresfarm.egressDns" . }}
{{- $ports := list (include "superresfarm.brokerPort" .) }}
{{- with .Values.broker.management }}{{ $ports = append $ports (include "superresfarm.portOf" .) }}{{ end }}
{{ include "superresfarm.egressTo" (dict "peers" $policy.broker "ports" $ports) }}
{{ include "superresfarm.egressTo" (dict "peers" $policy.store "ports" (list (include "superresfarm.portOf" (default "https://aws" .Values.store.endpoint)))) }}
{{- with .Values.telemetry.otlpEndpoint }}
{{ include "superresfarm.egressTo" (dict "peers" $policy.collector "ports" (list (include "superresfarm.portOf" .))) }}
{{- end }}
{{- end }}

{{- define "superresfarm.ingressMetrics" -}}
- ports: [{protocol: TCP, port: metrics}]
  from:
    {{- toYaml .Values.networkPolicy.monitoring | nindent 4 }}
{{- end }}
