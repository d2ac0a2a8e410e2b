using NJsonSchema;
using SuperResFarm.OperationsTests.Helm.Rendering;
using YamlDotNet.Serialization;

namespace SuperResFarm.OperationsTests.Helm;

public sealed class SchemaTests
{
    private static readonly ISerializer _json = new SerializerBuilder().JsonCompatible().Build();
    // Plain words keep their kinds: numbers and booleans are none where they stand in quotes.
    private static readonly IDeserializer _yaml = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build();

    [Theory, MemberData(nameof(ValueSets.All), MemberType = typeof(ValueSets))]
    public async Task Schema_EveryValueSet_IsAccepted(string set) => Assert.Empty(await MistakesIn(await File.ReadAllTextAsync(ValueSets.PathOf(set))));

    [Fact]
    public async Task Schema_TheDefaults_AreAccepted() => Assert.Empty(await MistakesIn(await File.ReadAllTextAsync(Path.Combine(ChartRenderer.Chart, "values.yaml"))));

    [Theory]
    [InlineData("replicas: 3", "replicas")]
    [InlineData("image: {tag: latest}", "image.tag")]
    [InlineData("userId: 0", "userId")]
    [InlineData("broker: {password: secret}", "broker.password")]
    [InlineData("broker: {existingSecret: {name: ''}}", "broker.existingSecret.name")]
    [InlineData("store: {endpoint: s3.example.com}", "store.endpoint")]
    [InlineData("api: {image: {repository: 'superres-api:1'}}", "api.image.repository")]
    [InlineData("api: {readPrefixes: [/photos]}", "api.readPrefixes[0]")]
    [InlineData("workers: {pools: {GPU: {}}}", "workers.pools.GPU")]
    [InlineData("workers: {pools: {cpu: {queues: [urgent]}}}", "workers.pools.cpu.queues[0]")]
    [InlineData("workers: {pools: {cpu: {queues: [high, high]}}}", "workers.pools.cpu.queues")]
    [InlineData("workers: {pools: {cpu: {scaling: {itemsPerReplica: 1.5}}}}", "workers.pools.cpu.scaling.itemsPerReplica")]
    [InlineData("workers: {pools: {cpu: {scaling: {share: 2}}}}", "workers.pools.cpu.scaling.share")]
    [InlineData("workers: {pools: {cpu: {itemP95Seconds: 7200}}}", "workers.pools.cpu.itemP95Seconds")]
    [InlineData("workers: {pools: {nvidia: {engine: {provider: gpu}}}}", "workers.pools.nvidia.engine.provider")]
    [InlineData("workers: {defaults: {resources: {limits: {memory: 1Gi}}}}", "workers.defaults.resources.limits")]
    [InlineData("networkPolicy: {workerEgress: [{ports: [{port: 443}]}]}", "networkPolicy.workerEgress[0]")]
    public async Task Schema_WrongValues_AreRefusedByTheirName(string values, string place) => Assert.Contains(place, await MistakesIn(values));

    private static async Task<IReadOnlyList<string>> MistakesIn(string values)
    {
        var schema = await JsonSchema.FromJsonAsync(await File.ReadAllTextAsync(Path.Combine(ChartRenderer.Chart, "values.schema.json")));
        var found = schema.Validate(_json.Serialize(_yaml.Deserialize<object>(values)));
        return [.. found.SelectMany(Flatten).Select(one => (one.Path ?? "").TrimStart('#', '/'))];
    }

    private static IEnumerable<NJsonSchema.Validation.ValidationError> Flatten(NJsonSchema.Validation.ValidationError of) =>
        of is NJsonSchema.Validation.ChildSchemaValidationError parent ? parent.Errors.Values.SelectMany(errors => errors).SelectMany(Flatten).Prepend(of) : [of];
}
