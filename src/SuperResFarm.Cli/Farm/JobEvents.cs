using System.Net;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using SuperResFarm.Cli.Reporting;

namespace SuperResFarm.Cli.Farm;

/// <summary>The events of a job up to its end, over as many connections as it takes: each goes on where the last one broke.</summary>
/// <param name="client">The farm.</param>
/// <param name="id">The job.</param>
/// <param name="time">Clock.</param>
internal sealed class JobEvents(FarmClient client, Guid id, TimeProvider time)
{
    private readonly FarmPatience _patience = client.Http.Patience;
    private string? _last;
    private TimeSpan _shortest = client.Http.Patience.FirstWait;
    private TimeSpan _wait;
    private long? _fruitlessSince;
    private bool _broke;

    /// <summary>All events; the last one says that it is the end.</summary>
    /// <exception cref="CommandException">The farm is gone for too long, does not know the job, or is none.</exception>
    public async IAsyncEnumerable<FarmEvent> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        while (true)
        {
            string why;
            var opened = time.GetTimestamp();
            using (var response = await client.EventsAsync(id, _last, _broke, ct))
            {
                if (response.StatusCode == HttpStatusCode.NoContent && await client.JobAsync(id, ct) is var job && job.HasEnded())
                {
                    yield return new(job, IsEnd: true);
                    yield break;
                }
                await using var body = new LivelyStream(await response.Content.ReadAsStreamAsync(ct), _patience.Silence);
                var parser = SseParser.Create(body, FarmEvent.Of);
                await using var events = parser.EnumerateAsync(ct).GetAsyncEnumerator(ct);
                while (true)
                {
                    FarmEvent? seen;
                    (seen, var more, why) = await NextAsync(events, response, ct);
                    if (!more)
                        break;
                    _last = parser.LastEventId is { Length: > 0 } eventId ? eventId : _last;
                    _fruitlessSince = null;
                    if (parser.ReconnectionInterval > _shortest && parser.ReconnectionInterval < _patience.LongestWait)
                        _shortest = parser.ReconnectionInterval;   // the farm asks for so much time between connections
                    if (seen is null)
                        continue;
                    yield return seen;
                    if (seen.IsEnd)
                        yield break;
                }
            }
            await PauseAsync(why, time.GetElapsedTime(opened), ct);
        }
    }

    private async Task<(FarmEvent? Seen, bool More, string Why)> NextAsync(
        IAsyncEnumerator<SseItem<FarmEvent?>> events, HttpResponseMessage response, CancellationToken ct)
    {
        try
        {
            return await events.MoveNextAsync() ? (events.Current.Data, true, "") : (null, false, "the farm closed it");
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException or TimeoutException && !ct.IsCancellationRequested)
        {
            return (null, false, FarmFaults.CauseOf(fault));
        }
        catch (JsonException)
        {
            throw client.Http.Faults.NoFarm(response, "events that no farm sends");
        }
    }

    // Connections that break again and again without bringing anything must not go on for ever, and those that break soon must not come fast.
    private async Task PauseAsync(string why, TimeSpan lasted, CancellationToken ct)
    {
        if (!_broke)
            client.Http.Waiting($"The connection to the farm broke ({why}); the job goes on. Connecting again, as often as it breaks, for up to {Durations.Spelled(_patience.Outage)} each time.");
        _broke = true;
        _fruitlessSince ??= time.GetTimestamp();
        if (time.GetElapsedTime(_fruitlessSince.Value) >= _patience.Outage)
            throw client.Http.Faults.Lost(why);
        if (lasted > _patience.LongestWait || _wait < _shortest)
            _wait = _shortest;
        await Task.Delay(_wait * (1 - (0.5 * Random.Shared.NextDouble())), time, ct);
        _wait = _wait * 2 < _patience.LongestWait ? _wait * 2 : _patience.LongestWait;
    }
}
