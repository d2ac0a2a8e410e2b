using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.IntegrationTests.Faults;
using Xunit.Abstractions;

namespace SuperResFarm.IntegrationTests.Operations;

/// <summary>A farm with work of every kind, as Prometheus would find it: images that succeed, fail and are adopted, all priorities, a cancelled job.</summary>
internal static class MonitoredFarm
{
    /// <summary>Has a price, so that costs are told.</summary>
    public static (string Key, string Value) Price => ("Worker__DeviceHourPrice", "2.5");

    /// <summary>Lets it work; returns when all has ended.</summary>
    public static async Task WorkAsync(FarmRig farm, FarmServers servers, ITestOutputHelper output)
    {
        await servers.Store.Raw.PutObjectAsync(new()
        {
            BucketName = farm.Bucket,
            Key = "bad/broken.png",
            ContentBody = "no image at all",
            UseChunkEncoding = false,
        });
        var neural = await farm.SubmitAsync(change: usual => usual with { Parameters = usual.Parameters with { Model = "superres-fast-x4" } });
        var urgent = await farm.SubmitAsync(change: usual => usual with { Priority = Priority.High, Output = usual.Output + "high/" });
        var bulk = await farm.SubmitAsync(change: usual => usual with { Priority = Priority.Bulk, Prefix = new PrefixRequest($"s3://{farm.Bucket}/bad/"), Output = usual.Output + "bad/" });
        var unwanted = await farm.SubmitAsync(change: usual => usual with { Priority = Priority.Bulk, Output = usual.Output + "unwanted/" });
        using var cancelled = await farm.Client.PostAsync(new Uri($"/v1/jobs/{unwanted}/cancel", UriKind.Relative), null);
        cancelled.EnsureSuccessStatusCode();
        foreach (var job in new[] { neural, urgent, bulk, unwanted })
            output.WriteLine($"{(await farm.EndedAsync(job)).State} {job}");
        await farm.EndedAsync(await farm.SubmitAsync(change: usual => usual with { Output = usual.Output + "high/" }));   // adopts
    }
}
