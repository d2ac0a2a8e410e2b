{{/* What the workers of a pool are told, and what they get. */}}

{{/* Takes root and pool. */}}
{{- define "superresfarm.workerSettings" -}}
{{- $pool := .pool -}}
- {name: ASPNETCORE_URLS, value: "http://0.0.0.0:8081"}
- name: Worker__Name
  valueFrom: {fieldRef: {fieldPath: metadata.name}}
- {name: Worker__Images, value: "{{ int $pool.images }}"}
- {name: Worker__Scratch, value: /scratch}
- {name: Worker__ItemTimeLimit, value: {{ include "superresfarm.timeSpan" $pool.itemTimeLimitSeconds | quote }}}
- {name: Worker__Grace, value: {{ include "superresfarm.timeSpan" $pool.graceSeconds | quote }}}
- {name: DOTNET_SHUTDOWNTIMEOUTSECONDS, value: {{ include "superresfarm.hostSeconds" $pool.graceSeconds | quote }}}
{{- range $index, $queue := $pool.queues }}
- {name: Worker__Queues__{{ $index }}, value: {{ title $queue }}}
{{- end }}
{{- include "superresfarm.listSetting" (dict "name" "Worker__Warm" "list" $pool.warm) }}
{{- with $pool.memoryMegabytes }}
- {name: Worker__MemoryMegabytes, value: "{{ int . }}"}
{{- end }}
{{- with $pool.deviceHourPrice }}
- {name: Worker__DeviceHourPrice, value: "{{ . }}"}
{{- end }}
- {name: Engine__Provider, value: {{ $pool.engine.provider | quote }}}
{{- with $pool.engine.memoryShare }}
- {name: Engine__MemoryShare, value: "{{ . }}"}
{{- end }}
- {name: Engine__TensorRt__CacheFolder, value: /data/tensorrt}
{{- if hasPrefix "nvidia.com/" $pool.accelerator.resourceName }}
- {name: NVIDIA_DRIVER_CAPABILITIES, value: "compute,utility"}
# Kernels that the driver compiles.
- {name: CUDA_CACHE_PATH, value: /data/cuda}
{{- end }}
- {name: OTEL_SERVICE_NAME, value: superres-worker}
{{ include "superresfarm.commonSettings" .root }}
{{ include "superresfarm.brokerSettings" .root }}
{{ include "superresfarm.storeSettings" .root }}
{{- include "superresfarm.modelSettings" .root }}
{{- with $pool.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* Seconds as the services read times: 01:30:00. */}}
{{- define "superresfarm.timeSpan" -}}
{{- $seconds := int . }}
{{- printf "%02d:%02d:%02d" (div $seconds 3600) (mod (div $seconds 60) 60) (mod $seconds 60) }}
{{- end }}

{{- define "superresfarm.workerResources" -}}
requests:
  {{- include "superresfarm.requests" . | nindent 2 }}
limits:
  memory: {{ .resources.memory }}
  {{- with .accelerator }}
  {{- if .resourceName }}
  {{ .resourceName }}: {{ int .count }}
  {{- end }}
  {{- end }}
{{- end }}
