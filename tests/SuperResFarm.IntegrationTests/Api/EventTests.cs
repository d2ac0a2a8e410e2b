using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SuperResFarm.Api.Events;
using SuperResFarm.Contracts.Http;
using SuperResFarm.IntegrationTests.Jobs;

namespace SuperResFarm.IntegrationTests.Api;

[Collection(JobsServers.Collection)]
public class EventTests(JobsServers servers)
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Events_WithItems_TellEachEndedItemOnceAndTheEnd(DatabaseKind kind)
    {
        await using var farm = await TestFarm.StartAsync(servers, kind);
        var job = await farm.SubmitAsync(50);
        await TestFarm.UntilAsync(() => Task.FromResult(farm.Broker.Items.Count == 50));
        var items = farm.Broker.Items.ToList();
        var watching = EventsAsync(farm, $"/v1/jobs/{job.Id}/events?items=true");
        foreach (var item in items)
        {
            farm.Broker.Report(item.Item % 7 == 0 ? item.Failed() : item.Upscaled());
            await Task.Delay(10);
        }
        var events = await watching;
        Assert.Contains(events, one => one.Name == "progress" && one.Body<JobBody>().Id == job.Id);
        Assert.Equal("end", events[^1].Name);
        Assert.Equal("completed", events[^1].Body<JobBody>().State);
        var told = events.Where(one => one.Name == "item").Select(one => one.Body<ItemBody>()).ToList();
        Assert.Equal(Enumerable.Range(0, 50), told.Select(item => item.Number).Order());
        Assert.All(told, item => Assert.Equal(item.Number % 7 == 0 ? "failed" : "succeeded", item.State));
        Assert.Equal(8, events[^1].Body<JobBody>().Counts.Failed);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Events_BrokenAnywhere_GoOnWhereTheyWere(DatabaseKind kind)
    {
        await using var farm = await TestFarm.StartAsync(servers, kind, broker: new MemoryBroker { Worker = item => [item.Upscaled()] });
        var job = await farm.SubmitAsync(1200);
        await farm.EndAsync(job.Id);
        var whole = await EventsAsync(farm, $"/v1/jobs/{job.Id}/events?items=true");
        Assert.Equal(1201, whole.Count);
        foreach (var at in new[] { 0, 499, 500, 777, 1199 })
        {
            var rest = await EventsAsync(farm, $"/v1/jobs/{job.Id}/events?items=true", whole[at].Id);
            Assert.Equal(whole[(at + 1)..], rest);
        }
        // A browser that opens a closed stream again is told that there is nothing more.
        using var again = await SendAsync(farm, $"/v1/jobs/{job.Id}/events?items=true", whole[^1].Id);
        Assert.Equal(HttpStatusCode.NoContent, again.StatusCode);
        using var plain = await SendAsync(farm, $"/v1/jobs/{job.Id}/events", (await EventsAsync(farm, $"/v1/jobs/{job.Id}/events"))[^1].Id);
        Assert.Equal(HttpStatusCode.NoContent, plain.StatusCode);
    }

    [Fact]
    public async Task Events_RetriedJob_EndsAgain()
    {
        var wrong = true;
        await using var farm = await TestFarm.StartAsync(servers, broker: new MemoryBroker { Worker = item => [wrong ? item.Failed() : item.Upscaled()] });
        var job = await farm.SubmitAsync(3);
        await farm.EndAsync(job.Id);
        var first = await EventsAsync(farm, $"/v1/jobs/{job.Id}/events?items=true");
        wrong = false;
        await farm.Http.PostAsync($"/v1/jobs/{job.Id}/retry", null);
        await farm.EndAsync(job.Id);
        var second = await EventsAsync(farm, $"/v1/jobs/{job.Id}/events?items=true", first[^1].Id);
        Assert.Equal(3, second.Count(one => one.Name == "item" && one.Body<ItemBody>().State == "succeeded"));
        Assert.Equal(3, second[^1].Body<JobBody>().Counts.Succeeded);
    }

    [Fact]
    public async Task Events_ManyWatchers_ShareOneLookAndAllHearTheEnd()
    {
        await using var farm = await TestFarm.StartAsync(servers);
        var job = await farm.SubmitAsync(5);
        await TestFarm.UntilAsync(() => Task.FromResult(farm.Broker.Items.Count == 5));
        var watching = Enumerable.Range(0, 40).Select(at => EventsAsync(farm, $"/v1/jobs/{job.Id}/events?items={(at % 2 == 0 ? "true" : "false")}")).ToList();
        var watches = farm.Services.GetRequiredService<JobWatches>();
        await TestFarm.UntilAsync(() => Task.FromResult(watches.Count == 1));
        foreach (var item in farm.Broker.Items)
            farm.Broker.Report(item.Upscaled());
        foreach (var events in await Task.WhenAll(watching))
            Assert.Equal("end", events[^1].Name);
        await TestFarm.UntilAsync(() => Task.FromResult(watches.Count == 0));
    }

    [Fact]
    public async Task Events_ClientLeaves_NothingIsWatchedAnyMore()
    {
        await using var farm = await TestFarm.StartAsync(servers);
        var job = await farm.SubmitAsync(1);
        var watches = farm.Services.GetRequiredService<JobWatches>();
        using (await SendAsync(farm, $"/v1/jobs/{job.Id}/events", null))
            await TestFarm.UntilAsync(() => Task.FromResult(watches.Count == 1));
        await TestFarm.UntilAsync(() => Task.FromResult(watches.Count == 0));
    }

    [Fact]
    public async Task Events_ServiceStops_TheStreamEnds()
    {
        await using var farm = await TestFarm.StartAsync(servers);
        var job = await farm.SubmitAsync(1);
        using var answer = await SendAsync(farm, $"/v1/jobs/{job.Id}/events", null);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        var reading = ReadAsync(answer);
        var stopping = farm.StopAsync();
        Assert.DoesNotContain(await reading, one => one.Name == "end");
        await stopping;
    }

    [Fact]
    public async Task Events_CancelledJob_EndsWithIt()
    {
        await using var farm = await TestFarm.StartAsync(servers);
        var job = await farm.SubmitAsync(3);
        var watching = EventsAsync(farm, $"/v1/jobs/{job.Id}/events?items=true");
        await farm.Http.PostAsync($"/v1/jobs/{job.Id}/cancel", null);
        var events = await watching;
        Assert.Equal(3, events.Count(one => one.Name == "item" && one.Body<ItemBody>().State == "cancelled"));
        Assert.Equal("cancelled", events[^1].Body<JobBody>().State);
    }

    private static async Task<List<Event>> EventsAsync(TestFarm farm, string path, string? after = null)
    {
        using var answer = await SendAsync(farm, path, after);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await ReadAsync(answer);
    }

    private static async Task<HttpResponseMessage> SendAsync(TestFarm farm, string path, string? after)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, path);
        if (after is not null)
            message.Headers.Add("Last-Event-ID", after);
        return await farm.Http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
    }

    private static async Task<List<Event>> ReadAsync(HttpResponseMessage answer)
    {
        var (events, id, name) = (new List<Event>(), "", "");
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        while (await reader.ReadLineAsync() is { } line)
            switch (line.Split(": ", 2))
            {
                case ["id", var value]:
                    id = value;
                    break;
                case ["event", var value]:
                    name = value;
                    break;
                case ["data", var value]:
                    events.Add(new Event(id, name, value));
                    break;
            }
        return events;
    }

    private sealed record Event(string Id, string Name, string Data)
    {
        public T Body<T>() => JsonSerializer.Deserialize<T>(Data, FarmJson.Options) ?? throw new InvalidOperationException("null");
    }
}
