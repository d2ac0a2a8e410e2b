using SuperResFarm.Hosting.Startup;
using Xunit.Abstractions;

namespace SuperResFarm.IntegrationTests.Faults;

/// <summary>Workers that cannot, or die of an image.</summary>
[Collection(FarmServers.Collection)]
public sealed class SickWorkerTests(FarmServers servers, ITestOutputHelper output)
{
    [FarmFact]
    public async Task Scratch_Full_AnotherWorkerDoesIt()
    {
        var undisturbed = await servers.UndisturbedAsync(output);
        await using var farm = await FarmRig.CreateAsync(servers, output);
        farm.StartApi();
        // As on a full disk: never so much free that the reserve is kept.
        var full = farm.StartWorker("full", "", ("Worker__ScratchReserveMegabytes", "1000000"));
        await farm.UntilAsync("the full worker says so", async () => await farm.HealthOfAsync(full) is { } health && health.Contains("worker-scratch", StringComparison.Ordinal) ? health : null);
        var job = await farm.SubmitAsync();
        farm.StartWorker("w2");
        await farm.VerifyAsync(servers, job, undisturbed);
        Assert.All(await farm.ItemsAsync(job), item => Assert.Equal("w2", item.Worker));
    }

    [FarmFact]
    public async Task Image_ThatKillsTheProcess_FailsAfterItsAttemptsAndSparesTheOthers()
    {
        const string Poison = "04.png";
        var undisturbed = await servers.UndisturbedAsync(output);
        await using var farm = await FarmRig.CreateAsync(servers, output);
        farm.StartApi();
        var deaths = 0;
        var job = await farm.SubmitAsync();
        var worker = farm.StartWorker("mortal", $"worker.image.{Poison}=abort");
        while (!(await farm.JobAsync(job)).HasEnded())
        {
            if (worker.HasExited)
            {
                Assert.InRange(++deaths, 1, 9);   // attempts times deliveries
                worker = farm.StartWorker("mortal", $"worker.image.{Poison}=abort");
            }
            await Task.Delay(200);
        }
        await farm.VerifyAsync(servers, job, undisturbed, Poison);
        output.WriteLine($"{deaths} deaths");
        Assert.True(deaths >= 3, $"Only {deaths} deaths: the image was given up before its attempts were over.");
        Assert.All(await farm.ItemsAsync(job), item => Assert.InRange(item.Attempt, 1, 3));
    }

    [FarmFact]
    public async Task Device_Fails_TheWorkerGivesItsItemsBackAndEndsWithItsOwnCode()
    {
        var undisturbed = await servers.UndisturbedAsync(output);
        await using var farm = await FarmRig.CreateAsync(servers, output);
        farm.StartApi();
        var job = await farm.SubmitAsync(attempts: 1);
        var sick = farm.StartWorker("sick", "worker.fetched=lose@3");
        await sick.EndedAsync();
        Assert.Equal(FarmHost.DeviceLost, sick.ExitCode);
        Assert.Contains("was set to lose the device", sick.Said, StringComparison.Ordinal);

        // Each image had one attempt only: one that was given back has not lost it.
        farm.StartWorker("sound");
        await farm.VerifyAsync(servers, job, undisturbed);
        Assert.Contains(await farm.ItemsAsync(job), item => item is { Attempt: 2, Worker: "sound" });
    }
}
