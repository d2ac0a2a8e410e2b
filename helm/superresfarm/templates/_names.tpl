{{/* Names are short enough that what KEDA makes of them (keda-hpa-NAME-worker-POOL) fits into 63 characters. */}}
{{- define "superresfarm.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride }}
{{- if .Values.fullnameOverride }}{{ $name = .Values.fullnameOverride }}
{{- else if not (contains $name .Release.Name) }}{{ $name = printf "%s-%s" .Release.Name $name }}
{{- else }}{{ $name = .Release.Name }}
{{- end }}
{{- $name | trunc 30 | trimSuffix "-" }}
{{- end }}

{{/* What pods of a component are selected by. Takes root, component and, for workers, pool. */}}
{{- define "superresfarm.selector" -}}
{{ include "superresfarm.releaseSelector" .root }}
{{- with .component }}
app.kubernetes.io/component: {{ . }}
{{- end }}
{{- with .pool }}
pool: {{ . }}
{{- end }}
{{- end }}

{{- define "superresfarm.releaseSelector" -}}
app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "superresfarm.labels" -}}
{{ include "superresfarm.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/part-of: superresfarm
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" | trunc 63 }}
{{- end }}

{{/* Name of a service account. Takes root, component and account. */}}
{{- define "superresfarm.serviceAccount" -}}
{{- if .account.name }}{{ .account.name }}
{{- else if .account.create }}{{ include "superresfarm.fullname" .root }}-{{ .component }}
{{- else }}default
{{- end }}
{{- end }}

{{/* Name of an image. Takes root and image: repository, digest, and for workers tag and variant. */}}
{{- define "superresfarm.image" -}}
{{- $name := .image.repository }}
{{- with .root.Values.image.registry }}{{ $name = printf "%s/%s" (trimSuffix "/" .) $name }}{{ end }}
{{- if .image.digest }}{{ printf "%s@%s" $name .image.digest }}
{{- else }}
{{- $tag := .image.tag | default .root.Values.image.tag | default .root.Chart.AppVersion }}
{{- with .image.variant }}{{ $tag = printf "%s-%s" $tag . }}{{ end }}
{{- if hasPrefix "latest" $tag }}{{ fail (printf "image %s: name a version as its tag, for latest is another image tomorrow" $name) }}{{ end }}
{{- printf "%s:%s" $name $tag }}
{{- end }}
{{- end }}
