using Xunit.Abstractions;

namespace SuperResFarm.IntegrationTests.Faults;

/// <summary>Workers that are killed, stopped or frozen.</summary>
[Collection(FarmServers.Collection)]
public sealed class WorkerKillTests(FarmServers servers, ITestOutputHelper output)
{
    [FarmTheory]
    [InlineData("worker.received")]
    [InlineData("worker.fetched")]
    [InlineData("worker.tiles")]
    [InlineData("worker.storing")]
    [InlineData("worker.stored")]
    [InlineData("worker.reported")]
    public async Task Kill9_AtAnyStage_EveryItemEndsOnce(string place)
    {
        var undisturbed = await servers.UndisturbedAsync(output);
        await using var farm = await FarmRig.CreateAsync(servers, output);
        farm.StartApi();
        var doomed = farm.StartWorker("doomed", $"{place}=kill@3");
        var job = await farm.SubmitAsync();
        await doomed.EndedAsync();
        farm.StartWorker("w2");
        await farm.VerifyAsync(servers, job, undisturbed);
        if (place == "worker.stored")
            Assert.Contains(await farm.ItemsAsync(job), item => item.Result is { Adopted: true });
    }

    [FarmFact]
    public async Task Terminate_MidItem_GivesItBackUncharged()
    {
        var undisturbed = await servers.UndisturbedAsync(output);
        await using var farm = await FarmRig.CreateAsync(servers, output);
        farm.StartApi();
        var stopped = farm.StartWorker("stopped", "worker.tiles=pause:60");
        var job = await farm.SubmitAsync(attempts: 1);   // a charged attempt would fail the item
        await farm.UntilAsync("an item runs", async () => (await farm.JobAsync(job)).Counts.Running > 0 ? "runs" : null);
        await stopped.TerminateAsync();
        await stopped.EndedAsync();
        Assert.Equal(0, stopped.ExitCode);
        farm.StartWorker("w2");
        await farm.VerifyAsync(servers, job, undisturbed);
    }

    [FarmFact]
    public async Task Freeze_PastTheLease_ChangesNothingWhenItWakes()
    {
        var undisturbed = await servers.UndisturbedAsync(output);
        await using var farm = await FarmRig.CreateAsync(servers, output);
        farm.StartApi();
        var frozen = farm.StartWorker("frozen", "worker.tiles=pause:1");
        var job = await farm.SubmitAsync();
        await farm.UntilAsync("an item runs", async () => (await farm.JobAsync(job)).Counts.Running > 0 ? "runs" : null);
        await frozen.FreezeAsync();
        farm.StartWorker("w2");
        var before = await farm.EndedAsync(job);
        var items = await farm.ItemsAsync(job);
        await frozen.ThawAsync();
        await farm.VerifyAsync(servers, job, undisturbed);
        Assert.Equal(before.FinishedAt, (await farm.JobAsync(job)).FinishedAt);
        Assert.Equal(items.Select(item => (item.Number, item.Attempt, item.Worker)), (await farm.ItemsAsync(job)).Select(item => (item.Number, item.Attempt, item.Worker)));
        Assert.Contains(items, item => item.Attempt > 1);
    }
}
