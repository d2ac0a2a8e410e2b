{{/* What the api and its migrations have in common. */}}

{{- define "superresfarm.apiSettings" -}}
{{- $api := .Values.api -}}
{{- include "superresfarm.checkAccess" . -}}
- {name: Api__Url, value: "http://0.0.0.0:8080"}
- {name: Api__Scratch, value: /scratch/api}
- {name: Api__Tenant, value: {{ $api.tenant | quote }}}
- {name: Api__TrustTenantHeader, value: {{ $api.trustTenantHeader | quote }}}
{{- include "superresfarm.keySettings" . }}
{{- include "superresfarm.listSetting" (dict "name" "Api__ReadPrefixes" "list" $api.readPrefixes) }}
{{- include "superresfarm.listSetting" (dict "name" "Api__WritePrefixes" "list" $api.writePrefixes) }}
{{- with $api.uploadPrefix }}
- {name: Api__UploadPrefix, value: {{ . | quote }}}
{{- end }}
{{- with $api.resultPrefix }}
- {name: Api__ResultPrefix, value: {{ . | quote }}}
{{- end }}
{{- with $api.publicUrl }}
- {name: Api__PublicUrl, value: {{ . | quote }}}
{{- end }}
- {name: Jobs__Dispatch__Window, value: "{{ int $api.dispatchWindow }}"}
{{ include "superresfarm.commonSettings" . }}
{{ include "superresfarm.brokerSettings" . }}
{{ include "superresfarm.databaseSettings" . }}
{{ include "superresfarm.storeSettings" . }}
{{- include "superresfarm.modelSettings" . }}
{{- end }}

{{- define "superresfarm.keySettings" -}}
{{- $keys := .Values.api.keys }}
{{- if $keys.required }}
- {name: Api__Keys__Required, value: "true"}
- {name: Api__Keys__PepperFile, value: /secrets/keys/pepper}
{{- if $keys.existingSecret.bootstrapKey }}
- {name: Api__Keys__BootstrapFile, value: /secrets/keys/bootstrap}
{{- end }}
{{- else }}
- {name: Api__Keys__Open, value: {{ .Values.api.open | quote }}}
{{- end }}
{{- end }}

{{- define "superresfarm.apiVolumes" -}}
{{ include "superresfarm.folderVolumes" .Values.api }}
{{ include "superresfarm.brokerVolume" . }}
{{ include "superresfarm.databaseVolume" . }}
{{- if .Values.api.keys.required }}
{{ include "superresfarm.keysVolume" . }}
{{- end }}
{{- with .Values.api.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "superresfarm.apiMounts" -}}
{{ include "superresfarm.folderMounts" . }}
- {name: broker, mountPath: /secrets/broker, readOnly: true}
- {name: database, mountPath: /secrets/database, readOnly: true}
{{- if .Values.api.keys.required }}
- {name: keys, mountPath: /secrets/keys, readOnly: true}
{{- end }}
{{- with .Values.api.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "superresfarm.apiResources" -}}
requests:
  {{- include "superresfarm.requests" .Values.api | nindent 2 }}
limits:
  memory: {{ .Values.api.resources.memory }}
{{- end }}
