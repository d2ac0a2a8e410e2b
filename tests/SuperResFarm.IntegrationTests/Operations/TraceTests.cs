using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using SuperResFarm.Contracts.Http;
using SuperResFarm.IntegrationTests.Faults;
using SuperResFarm.IntegrationTests.Servers;
using Xunit.Abstractions;

namespace SuperResFarm.IntegrationTests.Operations;

/// <summary>Traces across processes, as operators get them.</summary>
[Collection(FarmServers.Collection)]
public partial class TraceTests(FarmServers servers, ITestOutputHelper output)
{
    [FarmFact]
    public async Task Item_FromSubmissionToReport_IsOneTraceThatLinksToTheRequest()
    {
        await using var farm = await FarmRig.CreateAsync(servers, output);
        (string, string)[] printed = [("OTEL_TRACES_EXPORTER", "console")];
        var (api, worker) = (farm.StartApi(settings: printed), farm.StartWorker(settings: [.. printed, ("Logging__Json", "true")]));
        var job = await farm.SubmitAsync(change: OneImage);
        await farm.EndedAsync(job);
        await api.TerminateAsync();
        await worker.TerminateAsync();
        await Task.WhenAll(api.EndedAsync(), worker.EndedAsync());

        var spans = SpansIn(api.Said).Concat(SpansIn(worker.Said)).ToList();
        var dispatch = Assert.Single(spans, span => span.Name == "dispatch item");
        var trace = spans.Where(span => span.Trace == dispatch.Trace).ToList();
        foreach (var (name, count) in new[]
        {
            ("superres.upscale.normal send", 1), ("superres.upscale.normal receive", 1), ("upscale item", 1), ("model", 1), ("fetch", 1), ("queue", 1), ("upscale", 1), ("store", 1), ("PUT", 1),
            ("superres.reports receive", 1),
        })
            Assert.True(trace.Count(span => span.Name == name) >= count, $"{name} is not in the trace:\n{string.Join('\n', trace)}");
        // Every span but the first has its parent in the trace, whichever process it was in.
        Assert.All(trace.Where(span => span != dispatch), span => Assert.Contains(trace, parent => parent.Id == span.Parent));
        // Before the database is there, submissions are answered by 503 and repeated.
        var submission = Assert.Single(spans, span => span.Name.StartsWith("POST /v1/jobs", StringComparison.Ordinal) && span.Text.Contains("status_code: 202", StringComparison.Ordinal));
        Assert.NotEqual(submission.Trace, dispatch.Trace);
        Assert.Contains(submission.Trace, dispatch.Text.Split("Activity.Links")[1], StringComparison.Ordinal);
        Assert.Contains($"\"TraceId\":\"{dispatch.Trace}\"", worker.Said, StringComparison.Ordinal);
        Assert.DoesNotContain(spans, span => span.Text.Contains("/health/", StringComparison.Ordinal));
        foreach (var span in trace)
            output.WriteLine($"{span.Name,-36} {span.Id} in {span.Parent}");
    }

    [FarmFact]
    public async Task Collector_OfOpenTelemetry_GetsSpansMetricsAndLogsByTheStandardVariables()
    {
        using var collector = new HttpListener();
        var address = $"http://127.0.0.1:{FreePort.Take(1)[0]}/";
        collector.Prefixes.Add(address);
        collector.Start();
        var got = new Dictionary<string, string>();
        var listening = ListenAsync(collector, got);
        await using var farm = await FarmRig.CreateAsync(servers, output);
        (string, string)[] sent =
        [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", address), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_METRIC_EXPORT_INTERVAL", "500"), ("OTEL_BSP_SCHEDULE_DELAY", "200"),
            ("OTEL_SERVICE_NAME", "our-farm"),
        ];
        farm.StartApi(settings: sent);
        farm.StartWorker(settings: sent);
        await farm.EndedAsync(await farm.SubmitAsync(change: OneImage));
        await farm.UntilAsync("the collector has heard of everything", () => Task.FromResult(Heard("/v1/traces", "dispatch item") && Heard("/v1/traces", "upscale item")
            && Heard("/v1/metrics", "superres.items") && Heard("/v1/metrics", "superres.attempts") && Heard("/v1/logs", "enlarged from") ? "" : null));
        Assert.True(Heard("/v1/traces", "our-farm"));
        collector.Stop();
        await listening;

        bool Heard(string path, string text)
        {
            lock (got)
                return got.TryGetValue(path, out var all) && all.Contains(text, StringComparison.Ordinal);
        }
    }

    private static JobRequest OneImage(JobRequest usual) => usual with { Prefix = usual.Prefix! with { Include = ["00.png"] } };

    // What is sent is protobuf; the names in it can be read all the same.
    private static async Task ListenAsync(HttpListener collector, Dictionary<string, string> got)
    {
        while (collector.IsListening)
            try
            {
                var context = await collector.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                var path = context.Request.Url!.AbsolutePath;   // a request has one
                lock (got)
                    got[path] = got.GetValueOrDefault(path) + Encoding.Latin1.GetString(body.ToArray());
                context.Response.Close();
            }
            catch (Exception fault) when (fault is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
    }

    private static IEnumerable<Printed> SpansIn(string said) => Span().Matches(Prefix().Replace(said, "")).Select(match => new Printed(
        match.Groups["trace"].Value, match.Groups["id"].Value, match.Groups["parent"].Value, match.Groups["name"].Value, match.Value));

    /// <summary>A span as a process printed it.</summary>
    private sealed record Printed(string Trace, string Id, string Parent, string Name, string Text)
    {
        public override string ToString() => $"{Name} ({Id} in {Parent})";
    }

    [GeneratedRegex(@"^\[\w+\] ", RegexOptions.Multiline)]
    private static partial Regex Prefix();

    [GeneratedRegex(@"Activity\.TraceId: +(?<trace>\w+)\nActivity\.SpanId: +(?<id>\w+)\n(?:(?!Activity\.TraceId)(?:Activity\.ParentSpanId: +(?<parent>\w+)|Activity\.DisplayName: +(?<name>.+)|.*)\n)*?Resource associated")]
    private static partial Regex Span();
}
