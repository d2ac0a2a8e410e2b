{{/* How Prometheus reads a component; job is superres-COMPONENT in every release, so that rules and dashboards find it. Takes root and component. */}}
{{- define "superresfarm.serviceMonitor" -}}
{{- $monitor := .root.Values.monitoring.serviceMonitor }}
{{- if $monitor.enabled -}}
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: {{ include "superresfarm.fullname" .root }}-{{ .component }}
  labels:
    {{- include "superresfarm.labels" . | nindent 4 }}
    {{- with $monitor.labels }}{{ toYaml . | nindent 4 }}{{ end }}
spec:
  selector:
    matchLabels:
      {{- include "superresfarm.selector" . | nindent 6 }}
  podTargetLabels: [pool]
  endpoints:
    - port: metrics
      path: /metrics
      interval: {{ $monitor.interval }}
      scrapeTimeout: {{ $monitor.scrapeTimeout }}
      relabelings:
        - {targetLabel: job, replacement: superres-{{ .component }}}
{{- end }}
{{- end }}
