using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Hashes;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.IntegrationTests.Servers;
using SuperResFarm.Storage.Objects;
using SuperResFarm.Storage.S3;

namespace SuperResFarm.IntegrationTests.Worker;

/// <summary>The same way through a real object store.</summary>
[Collection(S3Servers.Name), NeedsS3]
public sealed class S3WorkTests(S3Server server) : IAsyncLifetime
{
    private string _bucket = "";

    public async Task InitializeAsync() => _bucket = S3Server.Missing is null ? await server.NewBucketAsync() : "";

    public Task DisposeAsync() => Task.CompletedTask;

    [StoreFact]
    public async Task Item_InS3_IsStoredNotedAndAdopted()
    {
        await using var worker = await StartAsync();
        var item = await PutAsync(worker);
        var first = await worker.ResultOfAsync(item);
        var head = await worker.Store.HeadAsync(ObjectUri.Parse(item.Target), default);
        Assert.Equal((first.Sha256, first.Bytes, "image/png", item.JobId.ToString()), (head.Sha256, head.Bytes, head.ContentType, head.Metadata["job"]));
        Assert.Equal(item.SourceVersion, head.Metadata["source-version"]);
        var again = await worker.ResultOfAsync(item with { Attempt = 2 });
        Assert.Equal(first with { Adopted = true, Elapsed = again.Elapsed, DeviceSeconds = null, Tiles = null, Stages = null }, again);
        Assert.Equal(1, worker.Count(TestWorker.UpscaledEvent));
    }

    [StoreFact]
    public async Task Item_ResultOfManyParts_IsWholeAndHasItsHash()
    {
        await using var worker = await StartAsync();
        var item = await PutAsync(worker, p => p with { OutWidth = 3600, OutHeight = 2250, OutScale = null, Format = "tif" }, "night16.png", "tif");
        var result = await worker.ResultOfAsync(item);
        Assert.True(result.Bytes > 5 << 20, $"{result.Bytes} bytes are one part only");
        await using var content = await worker.Store.OpenReadAsync(ObjectUri.Parse(item.Target), ReadOptions.Whole, default);
        using var bytes = new MemoryStream();
        await content.Body.CopyToAsync(bytes);
        Assert.Equal((result.Sha256, result.Sha256), (FileHash.Sha256(bytes.ToArray()), content.Head.Sha256));
        Assert.True((await worker.ResultOfAsync(item with { Attempt = 2 })).Adopted);
        Assert.Empty((await server.Raw.ListMultipartUploadsAsync(new Amazon.S3.Model.ListMultipartUploadsRequest { BucketName = _bucket })).MultipartUploads ?? []);
    }

    [StoreFact]
    public async Task Item_TwoWorkersAtOnce_LeaveOneResult()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        var item = await PutAsync(first);
        var results = await Task.WhenAll(first.ResultOfAsync(item), second.ResultOfAsync(item));
        Assert.Equal(results[0].Sha256, results[1].Sha256);
        Assert.Equal(results[0].Sha256, (await first.Store.HeadAsync(ObjectUri.Parse(item.Target), default)).Sha256);
    }

    [StoreFact]
    public async Task Item_StoreAnswersWithErrors_IsTriedAgainAndThenDone()
    {
        var broken = true;
        await using var proxy = new FaultProxy(server.Options.Endpoint!, request => broken && request.IsPut ? new Fault.Answer(500, "InternalError") : null);
        await using var worker = await StartAsync(proxy.Endpoint);
        await using var other = await StartAsync();
        var item = await PutAsync(other);
        var failed = await worker.FailureOfAsync(item);
        Assert.Equal((FailureCode.StorageUnavailable, Disposition.Retry), (failed.Code, failed.Next));
        broken = false;
        Assert.False((await worker.ResultOfAsync(item with { Attempt = 2 })).Adopted);
    }

    [StoreFact]
    public async Task Item_StoreSilent_IsCutByTheTimeLimit()
    {
        await using var proxy = new FaultProxy(server.Options.Endpoint!, request => request.Method == "GET" ? new Fault.Silence(100) : null);
        await using var worker = await StartAsync(proxy.Endpoint);
        await using var other = await StartAsync();
        var item = await PutAsync(other, p => p with { TimeLimitSeconds = 1 });
        var failed = await worker.FailureOfAsync(item);
        Assert.Equal((FailureCode.TimedOut, Disposition.Retry), (failed.Code, failed.Next));
        Assert.Empty(worker.Scratch);
    }

    private async Task<UpscaleItem> PutAsync(TestWorker worker, Func<UpscaleParameters, UpscaleParameters>? with = null, string sample = "lineart.png", string extension = "png")
    {
        var source = ObjectUri.Of(_bucket, "in/scan.png");
        using var content = File.OpenRead(Samples.PathOf(sample));
        var written = await worker.Store.WriteAsync(source, content, new WriteOptions(), default);
        return TestWorker.Order("", "", with: with) with { Source = $"{source}", SourceVersion = written.Head.Version.ETag, Target = $"s3://{_bucket}/out/scan.{extension}" };
    }

    private Task<TestWorker> StartAsync(string? endpoint = null)
    {
        var options = server.Options with { Endpoint = endpoint ?? server.Options.Endpoint };
        return TestWorker.StartAsync(null, new S3ObjectStore(options, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<S3ObjectStore>.Instance));
    }
}
