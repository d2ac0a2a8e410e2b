using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using SuperResFarm.IntegrationTests.Servers;
using SuperResFarm.Storage.Folders;
using SuperResFarm.Storage.Objects;
using SuperResFarm.Storage.S3;

namespace SuperResFarm.IntegrationTests.Stores;

/// <summary>The runtime counts allocations for the whole process, so nothing else may run meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone : ICollectionFixture<S3Server>
{
    public const string Name = "alone in the process";
}

/// <summary>An object that is larger than what a store may allocate for it.</summary>
public abstract class LongStreamTests
{
    private const int Chunk = 1 << 20, Chunks = 300;
    private const long Most = 60L << 20;

    private protected static async Task StaysWithinItsPartsAsync(IObjectStore store, string bucket)
    {
        var uri = ObjectUri.Of(bucket, "long");
        var bytes = RandomNumberGenerator.GetBytes(Chunk);
        await store.WriteAsync(ObjectUri.Of(bucket, "short"), new MemoryStream(RandomNumberGenerator.GetBytes(10 * Chunk)), new(), CancellationToken.None);   // what is allocated once
        Assert.InRange(await AllocatedAsync(() => store.WriteAsync(uri, async (stream, ct) =>
        {
            for (var i = 0; i < Chunks; i++)
                await stream.WriteAsync(bytes, ct);
        }, new(), CancellationToken.None)), 0, Most);

        Assert.InRange(await AllocatedAsync(async () =>
        {
            await using var content = await store.OpenReadAsync(uri, ReadOptions.Whole, CancellationToken.None);
            var total = 0L;
            var buffer = new byte[1 << 16];
            while (await content.Body.ReadAsync(buffer) is > 0 and var count)
                total += count;
            Assert.Equal((long)Chunk * Chunks, total);
        }), 0, Most);
    }

    private static async Task<long> AllocatedAsync(Func<Task> work)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await work();
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }
}

[Collection(Alone.Name), NeedsS3]
public sealed class LongS3StreamTests(S3Server server) : LongStreamTests
{
    [StoreFact]
    public async Task Write_LongStream_StaysWithinItsParts()
    {
        using var store = new S3ObjectStore(server.Options, TimeProvider.System, NullLogger<S3ObjectStore>.Instance);
        await StaysWithinItsPartsAsync(store, await server.NewBucketAsync());
    }
}

[Collection(Alone.Name)]
public sealed class LongFileStreamTests : LongStreamTests, IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("superres-store-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public Task Write_LongStream_StaysWithinItsParts() => StaysWithinItsPartsAsync(new FolderObjectStore(_root, TimeProvider.System), "bucket");
}
