using SuperResFarm.Contracts.Http;
using SuperResFarm.IntegrationTests.Jobs;
using SuperResFarm.IntegrationTests.Webhooks;

namespace SuperResFarm.IntegrationTests.Api;

/// <summary>Deadlines and budgets over HTTP.</summary>
[Collection(JobsServers.Collection)]
public class LimitTests(JobsServers servers)
{
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Theory]
    [InlineData("""{"deadline":"2020-01-01T00:00:00Z"}""", "/deadline")]
    [InlineData("""{"deadline":"2999-01-01T00:00:00Z"}""", "/deadline")]
    [InlineData("""{"budget":{}}""", "/budget")]
    [InlineData("""{"budget":{"megapixels":0}}""", "/budget/megapixels")]
    [InlineData("""{"budget":{"deviceSeconds":-1}}""", "/budget/deviceSeconds")]
    [InlineData("""{"budget":{"cost":1e999}}""", "/budget/cost")]
    public async Task Limits_OutOfRange_AreRefusedByName(string limits, string pointer)
    {
        await using var farm = await TestFarm.StartAsync(servers);
        var job = $$"""{"items":[{"source":"s3://images/a.png"}],"output":"s3://results/","parameters":{"model":"bicubic"},{{limits[1..]}}""";
        var problem = await TestFarm.ProblemAsync(await farm.Http.PostAsync("/v1/jobs", Json(job)), 422, "settings-invalid");
        Assert.Equal(pointer, Assert.Single(problem.Errors!).Pointer);
        var accepted = await farm.SubmitAsync(1);
        problem = await TestFarm.ProblemAsync(await farm.Http.PostAsync($"/v1/jobs/{accepted.Id}/retry", Json(limits)), 422, "settings-invalid");
        Assert.Equal(pointer, Assert.Single(problem.Errors!).Pointer);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Budget_IsSpent_TheJobTellsItAndARetryNeedsALargerOne(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var farm = await TestFarm.StartAsync(servers, kind, Receiver.Settings(), new MemoryBroker { Worker = item => item.Item == 0 ? [item.Started(), item.Upscaled()] : [] });
        await farm.HookAsync(receiver.Url, "job.completed");
        var request = TestFarm.Request([.. Enumerable.Range(0, 4).Select(number => new ItemRequest($"s3://images/{number}.png"))]);
        var job = await farm.SubmitAsync(request with { Budget = new BudgetBody(Megapixels: 0.1), Deadline = Now.AddHours(1) });
        Assert.Equal((new BudgetBody(Megapixels: 0.1), new SpentBody(0, 0, 0), null), (job.Budget, job.Spent, job.StoppedBecause));
        Assert.Equal(Now.AddHours(1), job.Deadline!.Value, TimeSpan.FromMinutes(1));
        var ended = await farm.EndAsync(job.Id);
        Assert.Equal(("completed", 1, 3, "budget-spent", 0.12), (ended.State, ended.Counts.Succeeded, ended.Counts.Failed, ended.StoppedBecause, Math.Round(ended.Spent.Megapixels, 6)));
        Assert.Equal(["budget-spent", "budget-spent", "budget-spent"], (await farm.GetAsync<Page<ItemBody>>($"/v1/jobs/{job.Id}/items?status=failed")).Items.Select(item => item.Error?.Code));
        await TestFarm.UntilAsync(() => Task.FromResult(receiver.All.Count == 1));
        Assert.Equal("budget-spent", receiver.All.Single().Data.GetProperty("stoppedBecause").GetString());

        var refused = await TestFarm.ProblemAsync(await farm.Http.PostAsync($"/v1/jobs/{job.Id}/retry", null), 409, "budget-spent");
        Assert.Contains("larger", refused.Detail, StringComparison.Ordinal);
        farm.Broker.Worker = item => [item.Started(), item.Upscaled()];
        var changed = await TestFarm.BodyAsync<ChangedBody>(await farm.Http.PostAsync($"/v1/jobs/{job.Id}/retry", Json("""{"budget":{"megapixels":100,"cost":5}}""")), 200);
        Assert.Equal(3, changed.Items);
        ended = await farm.EndAsync(job.Id);
        Assert.Equal((4, null, new BudgetBody(Megapixels: 100, Cost: 5)), (ended.Counts.Succeeded, ended.StoppedBecause, ended.Budget));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Deadline_Passes_TheJobEndsWithinSeconds(DatabaseKind kind)
    {
        await using var farm = await TestFarm.StartAsync(servers, kind);
        var request = TestFarm.Request(new ItemRequest("s3://images/a.png"), new ItemRequest("s3://images/b.png")) with { Deadline = Now.AddSeconds(2) };
        var job = await farm.SubmitAsync(request, ("Idempotency-Key", "once"));
        var ended = await farm.EndAsync(job.Id);
        Assert.Equal(("completed", 2, "deadline-passed"), (ended.State, ended.Counts.Failed, ended.StoppedBecause));
        Assert.InRange(ended.FinishedAt!.Value - job.Deadline!.Value, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        await TestFarm.UntilAsync(() => Task.FromResult(!farm.Broker.Cancels.IsEmpty));
        Assert.Empty(Assert.Single(farm.Broker.Cancels).GoingOn!);
        // The same submission is still the same job, though its deadline could not be set any more.
        using var again = await farm.PostAsync(request, ("Idempotency-Key", "once"));
        Assert.Equal(job.Id, (await TestFarm.BodyAsync<JobBody>(again, 202)).Id);
        await TestFarm.ProblemAsync(await farm.Http.PostAsync($"/v1/jobs/{job.Id}/retry", null), 409, "deadline-passed");
    }

    private static StringContent Json(string body) => new(body, null, "application/json");
}
