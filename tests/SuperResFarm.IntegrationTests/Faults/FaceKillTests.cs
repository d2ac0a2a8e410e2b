using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;
using Xunit.Abstractions;

namespace SuperResFarm.IntegrationTests.Faults;

/// <summary>Workers that are killed while they restore faces, with the real detector and a small restorer of random weights.</summary>
[Collection(FarmServers.Collection)]
public sealed class FaceKillTests(FarmServers servers, ITestOutputHelper output)
{
    private static readonly string[] _photos = ["Blake_Lively.jpg", "10045.png"];

    [FaceFarmFact]
    public async Task Kill9_MidFace_GivesTheBytesOfAnUndisturbedRun()
    {
        using var models = FaceModelFolder.Create();
        var undisturbed = await RunAsync(models, "");
        Assert.Equal((_photos.Length, 0), (undisturbed.Count, undisturbed.Values.Count(result => result.Item.Attempt > 1)));
        var redelivered = await RunAsync(models, "worker.faces=kill");
        Assert.Contains(redelivered.Values, result => result.Item.Attempt > 1);
        foreach (var (name, (sha256, item)) in undisturbed)
        {
            Assert.Equal(sha256, redelivered[name].Sha256);
            Assert.True(item.Result!.Faces is { Synthesised: true, Restored: > 0 });
            Assert.Equivalent(item.Result.Faces with { Seconds = 0 }, redelivered[name].Item.Result!.Faces! with { Seconds = 0 }, strict: true);
        }
    }

    private async Task<Dictionary<string, (string Sha256, ItemBody Item)>> RunAsync(FaceModelFolder models, string failpoints)
    {
        await using var farm = await FarmRig.CreateAsync(servers, output);
        foreach (var photo in _photos)
            await servers.Store.Raw.PutObjectAsync(new() { BucketName = farm.Bucket, Key = $"faces/{photo}", FilePath = TestData.PathOf($"inputs/gfpgan/whole/{photo}"), UseChunkEncoding = false });
        farm.StartApi(settings: models.Settings);
        var first = farm.StartWorker("first", failpoints, models.Settings);
        var job = await farm.SubmitAsync(change: usual => usual with
        {
            Prefix = new PrefixRequest($"s3://{farm.Bucket}/faces/"),
            Parameters = new UpscaleParameters { Model = "bicubic", OutScale = 2, Format = "png", Faces = FaceModelFolder.Wish },
        });
        if (failpoints.Length > 0)
        {
            await first.EndedAsync();
            farm.StartWorker("second", settings: models.Settings);
        }
        var ended = await farm.EndedAsync(job);
        Assert.Equal((_photos.Length, 0), (ended.Counts.Succeeded, ended.Counts.Failed));
        var items = (await farm.ItemsAsync(job)).ToDictionary(item => item.Source.Split('/')[^1]);
        return (await farm.ResultsAsync(job)).ToDictionary(result => result.Key, result => (result.Value, items[result.Key]));
    }

    /// <summary>A fact about a whole farm with the files of tests.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class FaceFarmFactAttribute : FactAttribute
    {
        public FaceFarmFactAttribute() => Skip = FarmServers.Missing ?? new DataFactAttribute().Skip;
    }
}
