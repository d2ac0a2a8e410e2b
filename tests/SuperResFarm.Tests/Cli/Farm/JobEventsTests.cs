using System.Text;
using SuperResFarm.Cli.Farm;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Tests.Models.Downloads;

namespace SuperResFarm.Tests.Cli.Farm;

public class JobEventsTests
{
    private static readonly string _job = FarmBodies.Line(new JobBody(Guid.NewGuid(), "running", default, new(2, 2, 0, 0, 0, 0, 0), new() { Model = "m" }, default));
    private static readonly string _item = FarmBodies.Line(new ItemBody(1, "succeeded", 1, "s3://in/a", null, 1, default));

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public async Task ReadAsync_EveryWayOfEndingLines_IsUnderstood(string newline)
    {
        var text = $": a comment\n\nevent: progress\ndata: {_job}\n\nevent:item\nid:7\ndata:{_item}\n\nevent: end\ndata: {_job}\n\n".Replace("\n", newline, StringComparison.Ordinal);
        Assert.Equal(["job", "item", "end"], await KindsAsync(_ => text));
    }

    [Fact]
    public async Task ReadAsync_DataOnSeveralLines_IsOneEvent()
    {
        var half = _job.IndexOf(',', StringComparison.Ordinal) + 1;
        Assert.Equal(["end"], await KindsAsync(_ => $"event: end\ndata: {_job[..half]}\ndata: {_job[half..]}\n\n"));
    }

    [Fact]
    public async Task ReadAsync_EventCutShort_IsAskedForAgainFromTheLastWholeOne()
    {
        var texts = new Queue<string>([
            $"id: 4\nevent: item\ndata: {_item}\n\nid: 5\nevent: item\ndata: {_item}\n",
            $"id: 5\nevent: item\ndata: {_item}\n\n",
            $"event: end\ndata: {_job}\n\n"]);
        var asked = new List<string?>();
        Assert.Equal(["item", "item", "end"], await KindsAsync(request =>
        {
            asked.Add(request.Headers.GetValueOrDefault("Last-Event-ID"));
            return texts.Dequeue();
        }));
        Assert.Equal([null, "4", "5"], asked);
    }

    [Fact]
    public async Task ReadAsync_ConnectionsThatEndAtOnce_ComeSlowerAndSlower()
    {
        var time = new HastyTime();
        var left = 12;
        await KindsAsync(_ => left-- > 0 ? $"event: progress\ndata: {_job}\n\n" : $"event: end\ndata: {_job}\n\n", time);
        Assert.Equal(12, time.Waits.Count);
        Assert.InRange(time.Waits[0], TimeSpan.FromSeconds(0.25), TimeSpan.FromSeconds(0.5));
        Assert.All(time.Waits.Skip(6), wait => Assert.InRange(wait, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task ReadAsync_FarmAsksForTimeBetweenConnections_IsGivenIt()
    {
        var time = new HastyTime();
        var left = 3;
        await KindsAsync(_ => left-- > 0 ? $"retry: 4000\nevent: progress\ndata: {_job}\n\n" : $"event: end\ndata: {_job}\n\n", time);
        Assert.Equal(3, time.Waits.Count);
        Assert.InRange(time.Waits[0], TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4));
        Assert.All(time.Waits, wait => Assert.InRange(wait, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task ReadAsync_ConnectionsThatBringNothing_EndInTheEnd()
    {
        var time = new HastyTime();
        var fault = await Assert.ThrowsAsync<CommandException>(() => KindsAsync(_ => ": nothing\n\n", time));
        Assert.Equal(ExitCodes.Environment, fault.ExitCode);
        Assert.InRange(time.Waits.Aggregate((a, b) => a + b), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10.25));
    }

    [Fact]
    public async Task ReadAsync_Silence_IsABrokenConnection()
    {
        var first = true;
        await using var server = new LoopbackServer(_ =>
        {
            var hold = first;
            first = false;
            return Reply($"event: progress\ndata: {_job}\n\nevent: end\ndata: {_job}\n\n") with { Hold = hold, CutAfter = hold ? 40 : null };
        });
        using var client = new FarmClient(new FarmHttp(
            server.Root, new FarmPatience { Silence = TimeSpan.FromSeconds(0.2), FirstWait = TimeSpan.FromMilliseconds(1) }, TimeProvider.System));
        Assert.Equal(2, await new JobEvents(client, Guid.NewGuid(), TimeProvider.System).ReadAsync(default).CountAsync());
        Assert.Equal(2, server.Requests.Count);
    }

    private static async Task<string[]> KindsAsync(Func<Asked, string> answer, TimeProvider? time = null)
    {
        time ??= new HastyTime();
        await using var server = new LoopbackServer(asked => Reply(answer(asked)));
        using var client = new FarmClient(new FarmHttp(server.Root, new FarmPatience(), time));
        return await new JobEvents(client, Guid.NewGuid(), time).ReadAsync(default).Select(seen => seen.IsEnd ? "end" : seen.Item is null ? "job" : "item").ToArrayAsync();
    }

    private static Reply Reply(string text) => new(200, Encoding.UTF8.GetBytes(text), ("Content-Type", "text/event-stream")) { Chunked = true };
}
