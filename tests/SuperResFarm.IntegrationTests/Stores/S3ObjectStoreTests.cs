using System.Net;
using Amazon.S3.Model;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.IntegrationTests.Servers;
using SuperResFarm.Storage.Objects;
using SuperResFarm.Storage.S3;

namespace SuperResFarm.IntegrationTests.Stores;

[Collection(S3Servers.Name), NeedsS3]
public sealed class S3ObjectStoreTests(S3Server server) : ObjectStoreConformance, IAsyncLifetime, IDisposable
{
    private S3ObjectStore? _store;
    private string _bucket = "";

    protected override IObjectStore Store => _store!;   // set in InitializeAsync
    protected override string Bucket => _bucket;

    // Ceph 16 ignores If-None-Match at the end of a multipart upload.
    protected override bool DecidesLargeRaces => false;

    public async Task InitializeAsync()
    {
        if (S3Server.Missing is not null)
            return;
        _bucket = await server.NewBucketAsync();
        _store = new(server.Options, TimeProvider.System, NullLogger<S3ObjectStore>.Instance);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _store?.Dispose();

    [StoreFact]
    public async Task Presign_Get_FetchesTheObjectUntilTampered()
    {
        var (uri, bytes) = (ObjectUri.Of(Bucket, "with space/Grüße + 50%.png"), Noise(1000));
        await PutAsync(uri, bytes);
        using var http = new HttpClient();
        var address = Store.Presign(uri, PresignedUse.Get, TimeSpan.FromMinutes(5));
        Assert.Equal(bytes, await http.GetByteArrayAsync(address));
        using var put = await http.PutAsync(address, new ByteArrayContent(bytes));
        Assert.Equal(HttpStatusCode.Forbidden, put.StatusCode);
        using var other = await http.GetAsync(new Uri(address.AbsoluteUri.Replace("with%20space", "other", StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.Forbidden, other.StatusCode);
    }

    [StoreFact]
    public async Task Presign_Put_WritesTheObject()
    {
        var (uri, bytes) = (New(), Noise(1000));
        using var http = new HttpClient();
        using var put = await http.PutAsync(Store.Presign(uri, PresignedUse.Put, TimeSpan.FromMinutes(5)), new ByteArrayContent(bytes));
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        Assert.Equal(bytes, await ReadAsync(uri, ReadOptions.Whole));
        Assert.Null((await Store.HeadAsync(uri, CancellationToken.None)).Sha256);
    }

    [StoreFact]
    public async Task Presign_Expired_IsRefusedByTheServer()
    {
        var uri = New();
        await PutAsync(uri, [1]);
        var past = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddMinutes(-10));
        using var store = new S3ObjectStore(server.Options, past, NullLogger<S3ObjectStore>.Instance);
        using var http = new HttpClient();
        using var get = await http.GetAsync(store.Presign(uri, PresignedUse.Get, TimeSpan.FromMinutes(1)));
        Assert.Equal(HttpStatusCode.Forbidden, get.StatusCode);
        Assert.Equal(FailureCode.SettingsInvalid, Assert.Throws<FarmException>(() => store.Presign(uri, PresignedUse.Get, TimeSpan.FromDays(8))).Code);
        Assert.Equal(FailureCode.SettingsInvalid, Assert.Throws<FarmException>(() => store.Presign(uri, PresignedUse.Get, TimeSpan.Zero)).Code);
    }

    [StoreFact]
    public void Presign_PublicEndpoint_StandsInTheAddress()
    {
        using var store = new S3ObjectStore(server.Options with
        {
            PublicEndpoint = "https://objects.example.com",
        }, TimeProvider.System, NullLogger<S3ObjectStore>.Instance);
        var address = store.Presign(New(), PresignedUse.Get, TimeSpan.FromMinutes(5));
        Assert.Equal(("https", "objects.example.com"), (address.Scheme, address.Host));
    }

    [StoreFact]
    public async Task Read_VersionOfAVersionedBucket_IsReadAfterItWasReplaced()
    {
        await server.Raw.PutBucketVersioningAsync(new()
        {
            BucketName = Bucket,
            VersioningConfig = new()
            {
                Status = Amazon.S3.VersionStatus.Enabled,
            },
        });
        var (uri, old) = (New(), Noise(1000));
        await PutAsync(uri, old);
        var head = await Store.HeadAsync(uri, CancellationToken.None);
        Assert.NotNull(head.Version.VersionId);
        await PutAsync(uri, Noise(1000));
        Assert.Equal(old, await ReadAsync(uri, new()
        {
            Version = head.Version,
        }));
    }

    [StoreFact]
    public async Task Access_WrongSecret_IsRefusedForGood()
    {
        var uri = New();
        await PutAsync(uri, [1]);
        using var store = new S3ObjectStore(server.Options with
        {
            SecretKey = "another",
        }, TimeProvider.System, NullLogger<S3ObjectStore>.Instance);
        var faults = new[]
        {
            await Assert.ThrowsAsync<FarmException>(() => store.FindAsync(uri, CancellationToken.None)),
            await Assert.ThrowsAsync<FarmException>(() => store.OpenReadAsync(uri, ReadOptions.Whole, CancellationToken.None)),
            await Assert.ThrowsAsync<FarmException>(() => store.WriteAsync(uri, new MemoryStream([2]), new(), CancellationToken.None)),
            await Assert.ThrowsAsync<FarmException>(() => store.WriteAsync(uri, new MemoryStream(Noise(Part + 1)), new(), CancellationToken.None)),
            await Assert.ThrowsAsync<FarmException>(async () => await store.ListAsync(ObjectPrefix.Of(Bucket, ""), null, CancellationToken.None).FirstAsync()),
        };
        Assert.All(faults, fault => Assert.Equal(Disposition.Reject, fault.Next));
        Assert.All(faults, fault => Assert.DoesNotContain("another", fault.ToString(), StringComparison.Ordinal));
        Assert.Equal(new byte[] { 1 }, await ReadAsync(uri, ReadOptions.Whole));
    }

    [StoreFact]
    public async Task Write_MissingBucket_IsRefusedForGood()
    {
        foreach (var size in new[] { 1, Part + 1 })
        {
            var fault = await Assert.ThrowsAsync<FarmException>(() => PutAsync(ObjectUri.Of("no-such-bucket-here", "key"), Noise(size)));
            Assert.Equal((FailureCode.OutputUnwritable, Disposition.Reject), (fault.Code, fault.Next));
        }
    }

    [StoreFact]
    public async Task Notes_AreReadableByOthers()
    {
        var uri = New();
        await Store.WriteAsync(uri, new MemoryStream(Noise(Part + 1)), new()
        {
            Metadata = new Dictionary<string, string> { ["model"] = "compact" },
        }, CancellationToken.None);
        var raw = await server.Raw.GetObjectMetadataAsync(Bucket, uri.Key);
        Assert.Equal(("compact", 64), (raw.Metadata["x-amz-meta-model"], raw.Metadata["x-amz-meta-sha256"].Length));
    }

    [StoreFact]
    public async Task Write_WithoutNotingTheHash_StillReportsIt()
    {
        using var store = new S3ObjectStore(server.Options with
        {
            NoteSha256OfLargeObjects = false,
        }, TimeProvider.System, NullLogger<S3ObjectStore>.Instance);
        var uri = New();
        var written = await store.WriteAsync(uri, new MemoryStream(Noise(Part + 1)), new(), CancellationToken.None);
        Assert.NotNull(written.Head.Sha256);
        Assert.Null((await store.HeadAsync(uri, CancellationToken.None)).Sha256);
        Assert.Equal(Part + 1, (await ReadAsync(uri, new()
        {
            Version = written.Head.Version,
        })).Length);
    }

    [StoreFact]
    public async Task ChecksumsWhenSupported_AlsoWork()
    {
        using var store = new S3ObjectStore(server.Options with
        {
            Checksums = ChecksumMode.WhenSupported,
        }, TimeProvider.System, NullLogger<S3ObjectStore>.Instance);
        foreach (var size in new[] { 10, Part + 1 })
        {
            var (uri, bytes) = (New(), Noise(size));
            await store.WriteAsync(uri, new MemoryStream(bytes), new(), CancellationToken.None);
            Assert.Equal(bytes, await ReadAsync(uri, ReadOptions.Whole));
        }
    }

    [StoreFact]
    public async Task List_KeysOfOtherPrograms_AreListedButNotReached()
    {
        string[] keys = ["foreign/a//b", "foreign/folder/", "foreign/a\\b", "foreign/%2e%2e/x", "foreign/../up", "foreign/tab\tin", "foreign/bell\u0007", "foreign/plus+ %41", "foreign/good"];
        foreach (var key in keys)
            await server.Raw.PutObjectAsync(new PutObjectRequest
            {
                BucketName = Bucket,
                Key = key,
                ContentBody = "x",
                UseChunkEncoding = false,
            });
        var listed = await ListAsync("foreign/");
        Assert.Equal(keys.Order(StringComparer.Ordinal), listed.Select(entry => entry.Key));
        Assert.Equal(["foreign/good", "foreign/plus+ %41"], listed.Where(entry => entry.IsAddressable).Select(entry => entry.Key));
        Assert.Equal(FailureCode.AddressInvalid, Assert.Throws<FarmException>(() => listed[0].Uri).Code);
    }

    [StoreFact]
    public async Task AbortStale_AbandonedUploads_AreAbortedWhenOldEnough()
    {
        foreach (var key in new[] { "a/1", "a/2", "b/1" })
            await server.Raw.InitiateMultipartUploadAsync(new()
            {
                BucketName = Bucket,
                Key = key,
            });
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var store = new S3ObjectStore(server.Options, time, NullLogger<S3ObjectStore>.Instance);
        Assert.Equal(0, await store.AbortStaleUploadsAsync(ObjectPrefix.Of(Bucket, "a/"), TimeSpan.FromHours(1), CancellationToken.None));
        time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(2, await store.AbortStaleUploadsAsync(ObjectPrefix.Of(Bucket, "a/"), TimeSpan.FromHours(1), CancellationToken.None));
        Assert.Equal(1, await UnfinishedAsync());
    }

    protected override async Task<int> UnfinishedAsync() => (await server.Raw.ListMultipartUploadsAsync(Bucket)).MultipartUploads?.Count ?? 0;
}
