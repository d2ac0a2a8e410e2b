using SuperResFarm.Cli.Farm;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Tests.Models.Downloads;

namespace SuperResFarm.Tests.Cli.Farm;

public class FarmHttpTests
{
    private static readonly byte[] _changed = "{\"items\":3}"u8.ToArray();
    private static readonly (string, string) _json = ("Content-Type", "application/json");

    [Fact]
    public async Task SendAsync_BusyAllTheTime_WaitsLongerEachTimeButNeverTooLong()
    {
        var time = new HastyTime();
        await using var server = new LoopbackServer(_ => Reply.Plain(503));
        using var client = Client(server, new FarmPatience { Total = TimeSpan.FromMinutes(3) }, time);
        var fault = await Assert.ThrowsAsync<CommandException>(() => client.CancelAsync(Guid.NewGuid(), default));
        Assert.Equal(ExitCodes.Environment, fault.ExitCode);
        var waits = time.Waits;
        Assert.All(waits, wait => Assert.InRange(wait, TimeSpan.Zero, TimeSpan.FromSeconds(10)));
        Assert.InRange(waits.Aggregate((a, b) => a + b), TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(3) + TimeSpan.FromSeconds(10));
        Assert.True(waits[0] < TimeSpan.FromSeconds(2), $"The first wait was {waits[0]}.");
        Assert.True(waits[^1] > TimeSpan.FromSeconds(4), $"The last wait was {waits[^1]}.");
        Assert.Equal(waits.Count + 1, server.Requests.Count);
    }

    [Fact]
    public async Task SendAsync_TimeToComeBack_IsKeptAndSpread()
    {
        var time = new HastyTime();
        var left = 4;
        await using var server = new LoopbackServer(_ => left-- > 0 ? Reply.Plain(429, ("Retry-After", "5")) : new Reply(200, _changed, _json));
        using var client = Client(server, new FarmPatience(), time);
        Assert.Equal(new ChangedBody(3), await client.RetryAsync(Guid.NewGuid(), null, default));
        Assert.Equal(4, time.Waits.Count);
        Assert.All(time.Waits, wait => Assert.InRange(wait, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(6)));
        Assert.True(time.Waits.Distinct().Count() > 1, "All clients would come back at once.");
    }

    [Fact]
    public async Task SendAsync_DateToComeBack_IsMeasuredByTheFarmsOwnClock()
    {
        var time = new HastyTime();
        var left = 1;
        await using var server = new LoopbackServer(_ => left-- > 0
            ? Reply.Plain(503, ("Date", "Thu, 01 Jan 2026 00:00:00 GMT"), ("Retry-After", "Thu, 01 Jan 2026 00:00:07 GMT"))
            : new Reply(200, _changed, _json));
        using var client = Client(server, new FarmPatience(), time);
        await client.CancelAsync(Guid.NewGuid(), default);
        Assert.InRange(Assert.Single(time.Waits), TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(8));
    }

    [Fact]
    public async Task SendAsync_NoAnswer_EndsAfterTheSilenceAndIsTriedAgain()
    {
        var first = true;
        await using var server = new LoopbackServer(_ =>
        {
            var hold = first;
            first = false;
            return new Reply(200, _changed, _json) { CutAfter = hold ? 5 : null, Hold = hold };
        });
        var said = new List<string>();
        using var client = Client(server, new FarmPatience { Silence = TimeSpan.FromSeconds(1), FirstWait = TimeSpan.FromMilliseconds(1) }, TimeProvider.System);
        client.Http.Waiting = said.Add;
        Assert.Equal(new ChangedBody(3), await client.CancelAsync(Guid.NewGuid(), default));
        // On a machine with much else to do the answer may not even have begun by then.
        Assert.Matches("not whole within 1 s|no answer within 1 s", Assert.Single(said));
    }

    [Fact]
    public async Task ReportAsync_Silence_IsAFault()
    {
        await using var server = new LoopbackServer(_ => new Reply(200, "{}\n{}\n"u8.ToArray(), ("Content-Type", "application/x-ndjson")) { CutAfter = 3, Hold = true });
        using var client = Client(server, new FarmPatience { Silence = TimeSpan.FromSeconds(1), Total = TimeSpan.Zero }, TimeProvider.System);
        var fault = await Assert.ThrowsAsync<CommandException>(() => client.ReportAsync(Guid.NewGuid(), "jsonl", (body, ct) => body.CopyToAsync(Stream.Null, ct), default));
        Assert.Matches("nothing came for 1 s|no answer within 1 s", fault.Message);
    }

    [Fact]
    public async Task SendAsync_Cancelled_StopsWaiting()
    {
        await using var server = new LoopbackServer(_ => Reply.Plain(503, ("Retry-After", "20")));
        using var client = Client(server, new FarmPatience(), TimeProvider.System);
        using var stop = new CancellationTokenSource();
        client.Http.Waiting = _ => stop.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.CancelAsync(Guid.NewGuid(), stop.Token));
    }

    [Fact]
    public async Task JobsAsync_SeveralPages_EndsWithTheWantedNumber()
    {
        var job = FarmBodies.Line(new JobBody(Guid.NewGuid(), "running", default, new(1, 1, 0, 0, 0, 0, 0), new() { Model = "m" }, default));
        await using var server = new LoopbackServer(_ => new Reply(200, System.Text.Encoding.UTF8.GetBytes($"{{\"items\":[{job},{job}],\"nextCursor\":\"a b\"}}"), _json));
        using var client = Client(server, new FarmPatience(), TimeProvider.System);
        Assert.Equal(5, await client.JobsAsync("", 5, default).CountAsync());
        Assert.Equal(["/v1/jobs?limit=5", "/v1/jobs?limit=3&cursor=a%20b", "/v1/jobs?limit=1&cursor=a%20b"], server.Requests.Select(asked => asked.Target));
    }

    private static FarmClient Client(LoopbackServer server, FarmPatience patience, TimeProvider time) => new(new FarmHttp(server.Root, patience, time));
}
