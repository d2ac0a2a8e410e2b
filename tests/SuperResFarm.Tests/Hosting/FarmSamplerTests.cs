using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using OpenTelemetry.Trace;
using SuperResFarm.Hosting.Telemetry;

namespace SuperResFarm.Tests.Hosting;

public class FarmSamplerTests
{
    [Theory]
    [InlineData(ActivityKind.Server, true), InlineData(ActivityKind.Internal, true)]
    [InlineData(ActivityKind.Client, false), InlineData(ActivityKind.Producer, false), InlineData(ActivityKind.Consumer, false)]
    public void Sample_TraceThatBegins_IsKeptWhenItIsARequestOrAnItem(ActivityKind kind, bool kept) => Assert.Equal(kept, IsKept(Of(), kind, default));

    [Theory, InlineData(ActivityTraceFlags.Recorded, true), InlineData(ActivityTraceFlags.None, false)]
    public void Sample_WithinATrace_AsItsParent(ActivityTraceFlags flags, bool kept) =>
        Assert.Equal(kept, IsKept(Of(), ActivityKind.Client, new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), flags, isRemote: true)));

    [Theory, InlineData("always_off", null, 0), InlineData("traceidratio", "0", 0), InlineData("parentbased_traceidratio", "0.5", 0.5), InlineData("always_on", null, 1), InlineData("traceidratio", "nonsense", 1)]
    public void Sample_StandardVariables_ChooseTheShare(string name, string? argument, double share)
    {
        var sampler = Of(("OTEL_TRACES_SAMPLER", name), ("OTEL_TRACES_SAMPLER_ARG", argument));
        var kept = Enumerable.Range(0, 2000).Count(_ => IsKept(sampler, ActivityKind.Internal, default)) / 2000.0;
        Assert.InRange(kept, share - 0.1, share + 0.1);
    }

    private static bool IsKept(Sampler sampler, ActivityKind kind, ActivityContext parent) =>
        sampler.ShouldSample(new SamplingParameters(parent, ActivityTraceId.CreateRandom(), "any", kind)).Decision == SamplingDecision.RecordAndSample;

    private static Sampler Of(params (string Key, string? Value)[] variables) =>
        FarmSampler.Of(new ConfigurationBuilder().AddInMemoryCollection(variables.Select(one => KeyValuePair.Create(one.Key, one.Value))).Build());
}
