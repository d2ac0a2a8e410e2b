{{/* Settings of the services as environment variables. */}}

{{- define "superresfarm.commonSettings" -}}
{{- $values := .Values -}}
- {name: Logging__Json, value: {{ $values.telemetry.jsonLogs | quote }}}
- {name: Telemetry__MetricsUrl, value: "http://0.0.0.0:{{ int $values.telemetry.metricsPort }}"}
{{- with $values.telemetry.otlpEndpoint }}
- {name: OTEL_EXPORTER_OTLP_ENDPOINT, value: {{ . | quote }}}
- {name: OTEL_EXPORTER_OTLP_PROTOCOL, value: {{ $values.telemetry.otlpProtocol | quote }}}
{{- end }}
# Temporary files and a home for the platform, for the root is read-only.
- {name: TMPDIR, value: /scratch}
- {name: HOME, value: /data}
{{- end }}

{{- define "superresfarm.brokerSettings" -}}
{{- $broker := .Values.broker -}}
- {name: Broker__Host, value: {{ $broker.host | quote }}}
- {name: Broker__Port, value: {{ include "superresfarm.brokerPort" . | quote }}}
- {name: Broker__VirtualHost, value: {{ $broker.virtualHost | quote }}}
- {name: Broker__Username, value: {{ $broker.username | quote }}}
- {name: Broker__PasswordFile, value: /secrets/broker/password}
- {name: Broker__Tls, value: {{ $broker.tls | quote }}}
{{- with $broker.management }}
- {name: Broker__Management, value: {{ . | quote }}}
{{- end }}
{{- end }}

{{- define "superresfarm.brokerPort" -}}
{{- if .Values.broker.port }}{{ int .Values.broker.port }}{{ else if .Values.broker.tls }}5671{{ else }}5672{{ end }}
{{- end }}

{{- define "superresfarm.databaseSettings" -}}
- {name: Database__Kind, value: Postgres}
- {name: Database__ConnectionStringFile, value: /secrets/database/connectionString}
{{- end }}

{{- define "superresfarm.storeSettings" -}}
{{- $store := .Values.store -}}
- {name: Storage__Kind, value: S3}
- {name: Storage__S3__Region, value: {{ $store.region | quote }}}
{{- with $store.endpoint }}
- {name: Storage__S3__Endpoint, value: {{ . | quote }}}
{{- end }}
{{- with $store.publicEndpoint }}
- {name: Storage__S3__PublicEndpoint, value: {{ . | quote }}}
{{- end }}
{{- with $store.existingSecret.name }}
- name: Storage__S3__AccessKey
  valueFrom: {secretKeyRef: {name: {{ . }}, key: {{ $store.existingSecret.accessKeyKey }}}}
- name: Storage__S3__SecretKey
  valueFrom: {secretKeyRef: {name: {{ . }}, key: {{ $store.existingSecret.secretKeyKey }}}}
{{- end }}
{{- end }}

{{- define "superresfarm.modelSettings" -}}
{{- with .Values.models.prefix }}
- {name: Models__Prefix, value: {{ . | quote }}}
- {name: Models__Cache, value: /data/models}
{{- end }}
{{- end }}

{{/* A list of texts as Section__Key__0, __1, ... Takes name and list. */}}
{{- define "superresfarm.listSetting" -}}
{{- $name := .name }}
{{- range $index, $entry := .list }}
- {name: {{ $name }}__{{ $index }}, value: {{ $entry | quote }}}
{{- end }}
{{- end }}
