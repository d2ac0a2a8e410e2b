using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.IntegrationTests.Faults;
using SuperResFarm.IntegrationTests.Webhooks;
using Xunit.Abstractions;

namespace SuperResFarm.IntegrationTests.Operations;

/// <summary>A farm with work of every kind, as Prometheus would find it: images that succeed, fail and are adopted, all priorities, a cancelled job, and faces where there are models for them.</summary>
internal static class MonitoredFarm
{
    /// <summary>Has a price, so that costs are told.</summary>
    public static (string Key, string Value) Price => ("Worker__DeviceHourPrice", "2.5");

    /// <summary>May post to receivers on this machine.</summary>
    public static (string Key, string Value)[] Receivers => [.. Receiver.Settings().Select(one => (one.Key.Replace(":", "__", StringComparison.Ordinal), one.Value ?? ""))];

    /// <summary>Lets it work; returns when all has ended.</summary>
    public static async Task WorkAsync(FarmRig farm, FarmServers servers, ITestOutputHelper output)
    {
        await using var receiver = await Receiver.StartAsync();
        await farm.HookAsync(receiver.Url, "job.completed", "item.failed");
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
        foreach (var job in (Guid[])[neural, urgent, bulk, unwanted, .. await FacesAsync(farm, servers)])
            output.WriteLine($"{(await farm.EndedAsync(job)).State} {job}");
        await farm.EndedAsync(await farm.SubmitAsync(change: usual => usual with { Output = usual.Output + "high/" }));   // adopts
        await farm.UntilAsync("webhooks are delivered", () => Task.FromResult(receiver.Of("job.completed").Count >= 4 && receiver.Of("item.failed").Count >= 1 ? "" : null));
    }

    private static async Task<Guid[]> FacesAsync(FarmRig farm, FarmServers servers)
    {
        if (TestData.Root is null)
            return [];
        await servers.Store.Raw.PutObjectAsync(new()
        {
            BucketName = farm.Bucket,
            Key = "faces/photo.jpg",
            FilePath = TestData.PathOf("inputs/gfpgan/whole/Blake_Lively.jpg"),
            UseChunkEncoding = false,
        });
        return [await farm.SubmitAsync(change: usual => usual with
        {
            Prefix = new PrefixRequest($"s3://{farm.Bucket}/faces/"),
            Output = usual.Output + "faces/",
            Parameters = usual.Parameters with { Faces = FaceModelFolder.Wish },
        })];
    }
}
