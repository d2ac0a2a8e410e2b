using k8s.Models;
using Microsoft.Extensions.Configuration;
using SuperResFarm.Api.Settings;
using SuperResFarm.Broker.Queues;
using SuperResFarm.Hosting.Telemetry;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Inference.Choosing;
using SuperResFarm.Jobs.Dispatch;
using SuperResFarm.Jobs.Persistence;
using SuperResFarm.Jobs.Store;
using SuperResFarm.Models.Catalog;
using SuperResFarm.OperationsTests.Helm.Rendering;
using SuperResFarm.Storage;
using SuperResFarm.Worker.Operation;

namespace SuperResFarm.OperationsTests.Helm;

public sealed class SettingsTests
{
    private static readonly Dictionary<string, Type> _sections = new()
    {
        [ApiOptions.Section] = typeof(ApiOptions),
        [BrokerOptions.Section] = typeof(BrokerOptions),
        [DatabaseOptions.Section] = typeof(DatabaseOptions),
        [DispatchOptions.Section] = typeof(DispatchOptions),
        [LedgerOptions.Section] = typeof(LedgerOptions),
        [EngineOptions.Section] = typeof(EngineOptions),
        [ImageLimits.Section] = typeof(ImageLimits),
        [ModelsOptions.Section] = typeof(ModelsOptions),
        [StorageOptions.Section] = typeof(StorageOptions),
        [TelemetryOptions.Section] = typeof(TelemetryOptions),
        [WorkerOptions.Section] = typeof(WorkerOptions),
    };

    // Read by the programs without an options type.
    private static readonly HashSet<string> _single = ["Logging:Json"];

    [ChartTheory, MemberData(nameof(ValueSets.All), MemberType = typeof(ValueSets))]
    public async Task Environment_AnyValues_NamesSettingsThatAreThere(string set)
    {
        Assert.All((await ValueSets.RenderAsync(set)).Containers(), one =>
        {
            var settings = one.Container.Env.Where(variable => variable.Name.Contains("__", StringComparison.Ordinal))
                .ToDictionary(variable => variable.Name.Replace("__", ":", StringComparison.Ordinal), variable => variable.Value ?? "from elsewhere");
            Assert.NotEmpty(settings);
            var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Where(setting => !_single.Contains(setting.Key)).ToDictionary(pair => pair.Key, pair => (string?)pair.Value)).Build();

            // A name that is no setting, or a value of the wrong kind, is refused here as in the service.
            foreach (var (section, type) in _sections)
                configuration.GetSection(section).Get(type, binder => binder.ErrorOnUnknownConfiguration = true);

            Assert.All(settings.Keys.Except(_single), key => Assert.Contains(_sections.Keys, section => key.StartsWith($"{section}:", StringComparison.Ordinal)));
        });
    }

    [ChartTheory, MemberData(nameof(ValueSets.All), MemberType = typeof(ValueSets))]
    public async Task Environment_AnyValues_NamesEachVariableOnce(string set) =>
        Assert.All((await ValueSets.RenderAsync(set)).Containers(), one => Assert.Distinct(one.Container.Env.Select(variable => variable.Name)));

    [ChartFact]
    public async Task Environment_OfServices_IsTheirOwn()
    {
        var manifests = await ValueSets.RenderAsync("everything");

        Assert.DoesNotContain(Names(manifests.Api()), name => name.StartsWith("Worker__", StringComparison.Ordinal) || name.StartsWith("Engine__", StringComparison.Ordinal));
        Assert.All(manifests.Pools().Values, pool => Assert.DoesNotContain(Names(pool), name => name.StartsWith("Api__", StringComparison.Ordinal) || name.StartsWith("Database__", StringComparison.Ordinal)));
    }

    [ChartFact]
    public async Task Environment_OfPools_FollowsTheirAccelerator()
    {
        var manifests = await ValueSets.RenderAsync("everything");

        Assert.All(manifests.Pools(), pool =>
        {
            var container = pool.Value.Spec.Template.Spec.Containers[0];
            var settings = Manifests.Environment(container);
            var resource = container.Resources.Limits.Keys.SingleOrDefault(key => key.StartsWith("nvidia.com/", StringComparison.Ordinal));
            Assert.Equal(resource is null ? null : "compute,utility", settings.GetValueOrDefault("NVIDIA_DRIVER_CAPABILITIES"));
            Assert.Equal(pool.Key switch { "cpu" => "cpu", "tensorrt" => "tensorrt", _ => "cuda" }, settings["Engine__Provider"]);
            Assert.Equal(pool.Key == "cpu", resource is null);
            Assert.Equal(pool.Key == "shared" ? "0.4" : null, settings.GetValueOrDefault("Engine__MemoryShare"));
            Assert.Equal(pool.Key switch { "cpu" => "", "tensorrt" => "-tensorrt", _ => "-cuda" }, container.Image[container.Image.LastIndexOf(':')..][":0.1.0".Length..]);
        });
        Assert.Equal("nvidia", manifests.Pools()["mig"].Spec.Template.Spec.RuntimeClassName);
        Assert.Equal(2, manifests.Pools()["tensorrt"].Spec.Template.Spec.Containers[0].Resources.Limits["nvidia.com/gpu"].ToDecimal());
        Assert.Equal(1, manifests.Pools()["mig"].Spec.Template.Spec.Containers[0].Resources.Limits["nvidia.com/mig-1g.10gb"].ToDecimal());
    }

    private static IEnumerable<string> Names(V1Deployment of) => of.Spec.Template.Spec.Containers[0].Env.Select(variable => variable.Name);
}
