{{/* Volumes by their kind; a mount of each has the same name. */}}

{{- define "superresfarm.brokerVolume" -}}
{{- $secret := .Values.broker.existingSecret -}}
- name: broker
  secret:
    secretName: {{ required "broker.existingSecret.name: name the secret with the broker's password" $secret.name }}
    defaultMode: 0440
    items: [{key: {{ $secret.passwordKey }}, path: password}]
{{- end }}

{{- define "superresfarm.databaseVolume" -}}
{{- $secret := .Values.database.existingSecret -}}
- name: database
  secret:
    secretName: {{ required "database.existingSecret.name: name the secret with the database's connection string" $secret.name }}
    defaultMode: 0440
    items: [{key: {{ $secret.connectionStringKey }}, path: connectionString}]
{{- end }}

{{- define "superresfarm.keysVolume" -}}
{{- $secret := .Values.api.keys.existingSecret -}}
- name: keys
  secret:
    secretName: {{ required "api.keys.existingSecret.name: name the secret with the pepper of the keys" $secret.name }}
    defaultMode: 0440
    items:
      - {key: {{ $secret.pepperKey }}, path: pepper}
      {{- with $secret.bootstrapKey }}
      - {key: {{ . }}, path: bootstrap}
      {{- end }}
{{- end }}

{{/* The only folders that can be written to: for files under way, and for what is remembered. Takes scratchSize and dataSize. */}}
{{- define "superresfarm.folderVolumes" -}}
- name: scratch
  emptyDir: {sizeLimit: {{ .scratchSize }}}
- name: data
  emptyDir: {sizeLimit: {{ .dataSize }}}
{{- end }}

{{- define "superresfarm.folderMounts" -}}
- {name: scratch, mountPath: /scratch}
- {name: data, mountPath: /data}
{{- end }}

{{/* What is set aside for a pod; the disk is that of its scratch folder. Takes resources and scratchSize. */}}
{{- define "superresfarm.requests" -}}
cpu: {{ .resources.cpu | quote }}
memory: {{ .resources.memory }}
ephemeral-storage: {{ .scratchSize }}
{{- end }}
