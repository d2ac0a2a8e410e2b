{{/* What a schema cannot see: values that do not fit each other. Each sentence says what to change. */}}

{{- define "superresfarm.checkPool" -}}
{{- $pool := .pool }}{{ $scaling := $pool.scaling }}{{ $broker := .root.Values.broker }}
{{- $at := printf "workers.pools.%s: " .name }}
{{- $grace := int $pool.graceSeconds }}{{ $p95 := int $pool.itemP95Seconds }}{{ $limit := int $pool.itemTimeLimitSeconds }}
{{- if lt $grace $p95 }}
{{- fail (printf "%sgraceSeconds (%d) is less than itemP95Seconds (%d): every stop would interrupt items; raise graceSeconds" $at $grace $p95) }}
{{- end }}
{{- if gt $grace $limit }}
{{- fail (printf "%sgraceSeconds (%d) is more than itemTimeLimitSeconds (%d), which ends any item: lower graceSeconds" $at $grace $limit) }}
{{- end }}
{{- if ge (mul 2 $limit) (int $broker.consumerTimeoutSeconds) }}
{{- fail (printf "%stwice itemTimeLimitSeconds (%d) must stay below broker.consumerTimeoutSeconds (%d), for an item that was fetched ahead waits for another: lower the first, or raise the broker's policy and the value" $at $limit (int $broker.consumerTimeoutSeconds)) }}
{{- end }}
{{- if and $pool.accelerator.resourceName (eq $pool.engine.provider "cpu") }}
{{- fail (printf "%sit asks for %s, but engine.provider is cpu: name cuda or tensorrt, or no resource" $at $pool.accelerator.resourceName) }}
{{- end }}
{{- if and (has $pool.engine.provider (list "cuda" "tensorrt")) (not $pool.accelerator.resourceName) }}
{{- fail (printf "%sengine.provider is %s, but no accelerator.resourceName is named, so no pod would see a GPU" $at $pool.engine.provider) }}
{{- end }}
{{- if .root.Values.keda.enabled }}
{{- include "superresfarm.checkScaling" . }}
{{- end }}
{{- end }}

{{/* Who is let in must be said, and only once. */}}
{{- define "superresfarm.checkAccess" -}}
{{- $api := .Values.api }}
{{- if and $api.keys.required $api.trustTenantHeader }}
{{- fail "api.keys.required and api.trustTenantHeader contradict each other, for with keys the tenant is the key's: set one of them to false" }}
{{- end }}
{{- if not (or $api.keys.required $api.trustTenantHeader $api.open) }}
{{- fail "api.open is false, but nobody is asked for a key: set api.keys.required, or api.trustTenantHeader behind a gateway" }}
{{- end }}
{{- end }}

{{- define "superresfarm.checkScaling" -}}
{{- $pool := .pool }}{{ $scaling := $pool.scaling }}{{ $at := printf "workers.pools.%s.scaling: " .name }}
{{- if gt (int $scaling.minReplicas) (int $scaling.maxReplicas) }}
{{- fail (printf "%sminReplicas (%d) is more than maxReplicas (%d)" $at (int $scaling.minReplicas) (int $scaling.maxReplicas)) }}
{{- end }}
{{- if gt (int $scaling.fallback.replicas) (int $scaling.maxReplicas) }}
{{- fail (printf "%sfallback.replicas (%d) is more than maxReplicas (%d)" $at (int $scaling.fallback.replicas) (int $scaling.maxReplicas)) }}
{{- end }}
{{- if lt (int $scaling.cooldownPeriod) (int $pool.itemP95Seconds) }}
{{- fail (printf "%scooldownPeriod (%d) is less than itemP95Seconds (%d): raise it" $at (int $scaling.cooldownPeriod) (int $pool.itemP95Seconds)) }}
{{- end }}
{{- $lightest := get $scaling.weights (first $pool.queues) }}
{{- range $pool.queues }}{{ $lightest = minf $lightest (get $scaling.weights .) }}{{ end }}
{{- $seen := mulf (int .root.Values.api.dispatchWindow) $lightest $scaling.share }}
{{- $wanted := mul (int $scaling.maxReplicas) (int $scaling.itemsPerReplica) }}
{{- if lt $seen (float64 $wanted) }}
{{- fail (printf "%sa full queue counts %v (api.dispatchWindow * lightest weight * share), but maxReplicas * itemsPerReplica is %d, so the last pods would never start: raise api.dispatchWindow or lower maxReplicas" $at $seen $wanted) }}
{{- end }}
{{- end }}

{{/* Every queue needs a pool that takes from it, and takes its last items too. Takes root and pools. */}}
{{- define "superresfarm.checkQueues" -}}
{{- $root := .root }}{{ $pools := .pools }}
{{- range $queue := list "high" "normal" "bulk" }}
{{- $taken := false }}{{ $emptied := false }}
{{- range $pool := $pools }}
{{- if has $queue $pool.queues }}
{{- $taken = true }}
{{- if or (not $root.Values.keda.enabled) (gt (int $pool.scaling.minReplicas) 0) (eq (float64 $pool.scaling.activation) 0.0) }}{{ $emptied = true }}{{ end }}
{{- end }}
{{- end }}
{{- if not $taken }}
{{- fail (printf "workers.pools: no enabled pool takes from the queue %s, so its items would wait for ever" $queue) }}
{{- end }}
{{- if not $emptied }}
{{- fail (printf "workers.pools: every pool of the queue %s has minReplicas 0 and an activation above 0, so its last items would wait for ever: give one pool activation 0" $queue) }}
{{- end }}
{{- end }}
{{- end }}
