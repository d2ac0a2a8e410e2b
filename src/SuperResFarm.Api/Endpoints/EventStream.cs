using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using SuperResFarm.Api.Estimates;
using SuperResFarm.Api.Events;
using SuperResFarm.Api.Problems;
using SuperResFarm.Jobs.Store;

namespace SuperResFarm.Api.Endpoints;

/// <summary>
/// Tells a job's life as it goes: <c>progress</c> with the job, at most once a second, <c>item</c> with each item that has ended if they are wanted,
/// and <c>end</c>, after which the stream closes. Nothing is kept for slow readers: each reads on from where it is.
/// </summary>
internal sealed class EventStream(JobReader reader, JobWatches watches, PaceBook paces, TimeProvider time, IHostApplicationLifetime lifetime)
{
    private const char BeforeEnd = '.';
    private static readonly TimeSpan _progressEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _commentEvery = TimeSpan.FromSeconds(15);

    /// <summary>Answers with the stream, until the job has ended, the client leaves or this process stops.</summary>
    /// <param name="context">The request.</param>
    /// <param name="job">The job as it stands.</param>
    /// <param name="items">Whether items are wanted.</param>
    /// <exception cref="ProblemException">The last event id is none.</exception>
    public async Task SendAsync(HttpContext context, JobView job, bool items)
    {
        var (after, end) = Place(context.Request.Headers["Last-Event-ID"]);
        // Browsers open a stream again that was closed; only this answer tells them that nothing more will come.
        if (end is not null && end == EndOf(job) && !(items && await HasMoreAsync(job.Id, after, context.RequestAborted)))
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        context.Response.ContentType = SseFormat.MediaType;
        context.Response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        using var ticket = watches.Enter(job);
        try
        {
            await TellAsync(context.Response, ticket.Watch, items, after, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The client left, or opens the stream again elsewhere.
        }
    }

    private async Task TellAsync(HttpResponse response, JobWatch watch, bool items, FeedPlace? after, CancellationToken stop)
    {
        var to = response.BodyWriter;
        SseFormat.WriteBeginning(to);
        while (true)
        {
            var now = watch.Now;
            var told = time.GetTimestamp();
            if (items)
                after = await TellItemsAsync(response, watch, now, after, stop);
            if (now.HasEnded)
            {
                SseFormat.Write(to, "end", $"{after}{BeforeEnd}{EndOf(now.Job)}", now.Job.Body());
                await to.FlushAsync(stop);
                return;
            }
            SseFormat.Write(to, "progress", after?.ToString(), await paces.BodyAsync(now.Job, stop));
            await to.FlushAsync(stop);
            while (!await IsDoneAsync(now.Replaced, _commentEvery, stop))
            {
                SseFormat.WriteComment(to);
                await to.FlushAsync(stop);
            }
            if (!watch.Now.HasEnded && _progressEvery - time.GetElapsedTime(told) is var rest && rest > TimeSpan.Zero)
                await Task.Delay(rest, time, stop);
        }
    }

    private static async Task<FeedPlace?> TellItemsAsync(HttpResponse response, JobWatch watch, JobSnapshot now, FeedPlace? after, CancellationToken stop)
    {
        while (await watch.EndedAsync(now, after).WaitAsync(stop) is { Count: > 0 } page)
        {
            foreach (var item in page)
                SseFormat.Write(response.BodyWriter, "item", FeedPlace.Of(item).ToString(), item.Body());
            after = FeedPlace.Of(page[^1]);
            await response.BodyWriter.FlushAsync(stop);
        }
        return after;
    }

    private async Task<bool> IsDoneAsync(Task task, TimeSpan within, CancellationToken stop)
    {
        await Task.WhenAny(task, Task.Delay(within, time, stop));
        stop.ThrowIfCancellationRequested();
        return task.IsCompleted;
    }

    private async Task<bool> HasMoreAsync(Guid job, FeedPlace? after, CancellationToken ct) =>
        (await reader.ListEndedAsync(job, after is { } last ? (last.ChangedAt, last.Number) : null, 1, ct)).Count > 0;

    // The id of the last event of all also says which end it was: a job that is retried ends again.
    private static (FeedPlace? After, string? End) Place(string? id)
    {
        var parts = (id ?? "").Split(BeforeEnd, 2);
        return (FeedPlace.Parse(parts[0]), parts.ElementAtOrDefault(1));
    }

    private static string? EndOf(JobView job) => job.FinishedAt?.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
}
