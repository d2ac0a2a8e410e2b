using System.Diagnostics;
using SuperResFarm.Contracts.Telemetry;

namespace SuperResFarm.Tests.Contracts.Telemetry;

public class FarmTracesTests
{
    private const string Origin = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Fact]
    public void BeginTrace_WithinAnother_IsATraceOfItsOwnAndLinksToTheSubmission()
    {
        using var listener = Listen();
        using var around = FarmTraces.Begin("around");
        using var trace = FarmTraces.BeginTrace("dispatch item", Origin);
        Assert.NotNull(trace);
        Assert.Null(trace.ParentId);
        Assert.NotEqual(around?.TraceId, trace.TraceId);
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", Assert.Single(trace.Links).Context.TraceId.ToHexString());
    }

    [Theory, InlineData(null), InlineData(""), InlineData("nonsense")]
    public void BeginTrace_NoReadableOrigin_HasNoLink(string? origin)
    {
        using var listener = Listen();
        using var trace = FarmTraces.BeginTrace("dispatch item", origin);
        Assert.Empty(trace!.Links);   // somebody listens
    }

    [Fact]
    public void Continue_NoSender_IsNoSpan()
    {
        using var listener = Listen();
        Assert.Null(FarmTraces.Continue("queue receive", default));
    }

    private static ActivityListener Listen()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == FarmTraces.Source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
