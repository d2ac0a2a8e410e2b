using SuperResFarm.OperationsTests.Helm.Rendering;

namespace SuperResFarm.OperationsTests.Helm;

public sealed class CheckTests
{
    [ChartTheory]
    [InlineData("workers: {pools: {cpu: {graceSeconds: 100}}}", "graceSeconds (100) is less than itemP95Seconds (180)")]
    [InlineData("workers: {pools: {cpu: {itemTimeLimitSeconds: 200}}}", "graceSeconds (240) is more than itemTimeLimitSeconds (200)")]
    [InlineData("broker: {consumerTimeoutSeconds: 7200}", "must stay below broker.consumerTimeoutSeconds (7200)")]
    [InlineData("workers: {pools: {nvidia: {enabled: true, engine: {provider: cpu}}}}", "it asks for nvidia.com/gpu, but engine.provider is cpu")]
    [InlineData("workers: {pools: {cpu: {engine: {provider: cuda}}}}", "no accelerator.resourceName is named")]
    [InlineData("workers: {pools: {cpu: {scaling: {minReplicas: 11}}}}", "minReplicas (11) is more than maxReplicas (10)")]
    [InlineData("workers: {pools: {cpu: {scaling: {fallback: {replicas: 11}}}}}", "fallback.replicas (11) is more than maxReplicas (10)")]
    [InlineData("workers: {pools: {cpu: {scaling: {cooldownPeriod: 60}}}}", "cooldownPeriod (60) is less than itemP95Seconds (180)")]
    [InlineData("workers: {pools: {cpu: {scaling: {maxReplicas: 33}}}}", "raise api.dispatchWindow or lower maxReplicas")]
    [InlineData("workers: {pools: {cpu: {queues: [high, bulk]}}}", "no enabled pool takes from the queue normal")]
    [InlineData("workers: {pools: {cpu: {scaling: {minReplicas: 0, activation: 5}}}}", "its last items would wait for ever")]
    [InlineData("image: {tag: latest}", "name a version as its tag")]
    [InlineData("keda: {existingSecret: {name: ''}}", "keda.existingSecret.name: name the secret")]
    [InlineData("broker: {existingSecret: {name: ''}}", "broker.existingSecret.name: name the secret")]
    [InlineData("database: {existingSecret: {name: ''}}", "database.existingSecret.name: name the secret")]
    [InlineData("api: {keys: {required: true}}", "api.keys.existingSecret.name: name the secret")]
    [InlineData("api: {trustTenantHeader: true, keys: {required: true, existingSecret: {name: keys}}}", "contradict each other")]
    [InlineData("api: {open: false}", "nobody is asked for a key")]
    public async Task Render_ValuesThatDoNotFit_SaysWhatToChange(string values, string sentence)
    {
        using var copy = new ChartCopy();
        copy.Write("values.schema.json", "{}");   // what it refuses never comes to the templates
        using var file = new ValuesFile(values);

        var result = await ChartRenderer.TryAsync(copy.Folder, file.Path);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(sentence, result.Errors, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [ChartTheory]
    [InlineData("workers: {pools: {cpu: {scaling: {maxReplicas: 32}}}}")]
    [InlineData("workers: {pools: {cpu: {scaling: {minReplicas: 0}}}}")]
    [InlineData("workers: {pools: {cpu: {graceSeconds: 180}}}")]
    [InlineData("{keda: {enabled: false}, workers: {pools: {cpu: {scaling: {maxReplicas: 100000}}}}}")]
    public async Task Render_ValuesThatJustFit_Renders(string values)
    {
        using var file = new ValuesFile(values);

        Assert.Equal(0, (await ChartRenderer.TryAsync(ChartRenderer.Chart, file.Path)).ExitCode);
    }

    [ChartTheory]
    [InlineData("templates/broken.yaml", "kind: {{ .Values.nothing.there }}", "nil pointer")]
    [InlineData("templates/broken.yaml", "kind: [A", "broken.yaml")]
    [InlineData("templates/broken.yaml", "{{ include \"superresfarm.nothing\" . }}", "superresfarm.nothing")]
    public async Task Render_BrokenTemplates_EndsWithTheirName(string name, string text, string sentence)
    {
        using var copy = new ChartCopy();
        copy.Write(name, text);

        var result = await ChartRenderer.TryAsync(copy.Folder);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(sentence, result.Errors, StringComparison.Ordinal);
    }
}
