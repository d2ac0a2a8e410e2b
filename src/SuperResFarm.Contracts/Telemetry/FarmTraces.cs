using System.Diagnostics;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Contracts.Telemetry;

/// <summary>
/// The farm's spans. Each item has a trace of its own, from its dispatch through queue, worker and store to the report of its end, so that an archive of a
/// million images is not one trace and a share of them can be sampled; a link leads to the request that submitted it.
/// </summary>
public static class FarmTraces
{
    /// <summary>Name of the source.</summary>
    public const string Source = "SuperResFarm";

    private static readonly ActivitySource _source = new(Source);

    /// <summary>Begins the trace of an attempt at an item, whatever runs around it.</summary>
    /// <param name="name">What it is.</param>
    /// <param name="origin">W3C trace context of the submission; null or unreadable: no link.</param>
    /// <returns>The span; null when nobody listens.</returns>
    public static Activity? BeginTrace(string name, string? origin)
    {
        if (!_source.HasListeners())
            return null;
        Activity.Current = null;
        ActivityLink[] links = ActivityContext.TryParse(origin, null, out var submission) ? [new(submission)] : [];
        return _source.StartActivity(ActivityKind.Internal, links: links, name: name);
    }

    /// <summary>Goes on with a trace that came through a queue.</summary>
    /// <param name="name">What is done.</param>
    /// <param name="sender">The span that sent the message; default: there was none.</param>
    /// <returns>The span; null when nobody listens or there is no trace.</returns>
    public static Activity? Continue(string name, ActivityContext sender) => sender == default ? null : _source.StartActivity(name, ActivityKind.Consumer, sender);

    /// <summary>Names the attempt that a span is about.</summary>
    public static Activity Of(this Activity span, UpscaleItem item) => span
        .SetTag("superres.job", item.JobId).SetTag("superres.item", item.Item).SetTag("superres.attempt", item.Attempt)
        .SetTag("superres.priority", item.Priority.ToString().ToLowerInvariant()).SetTag("superres.model", item.Parameters.Model);

    /// <summary>Marks a span as failed.</summary>
    public static void Fail(this Activity? span, string why) => span?.SetStatus(ActivityStatusCode.Error, why);

    /// <summary>Begins a span within the current one.</summary>
    /// <param name="name">What it is.</param>
    /// <param name="kind">How it stands to other processes.</param>
    /// <returns>The span; null when nobody listens.</returns>
    public static Activity? Begin(string name, ActivityKind kind = ActivityKind.Internal) => _source.StartActivity(name, kind);
}
