using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Hashes;
using SuperResFarm.IntegrationTests.Servers;
using SuperResFarm.Storage.Objects;
using SuperResFarm.Storage.S3;

namespace SuperResFarm.IntegrationTests.Stores;

/// <summary>Bad networks and busy servers before a real store: each fault is got over, or reported with the right decision, and nothing short is
/// ever taken for whole.</summary>
[Collection(S3Servers.Name), NeedsS3]
public sealed class S3FaultTests(S3Server server) : IAsyncLifetime
{
    private const int Part = 5 << 20;
    private static readonly Fault.Answer _error = new(500, "InternalError");
    private static readonly Fault.Answer _busy = new(503, "SlowDown");
    private static readonly WriteOptions _ifAbsent = new()
    {
        Condition = WriteCondition.OnlyIfAbsent,
    };

    private readonly Notebook _notebook = new();
    private ObjectUri _uri = ObjectUri.Of("bucket", "key");

    public async Task InitializeAsync() => _uri = S3Server.Missing is null ? ObjectUri.Of(await server.NewBucketAsync(), "the/object") : _uri;

    public Task DisposeAsync() => Task.CompletedTask;

    [StoreFact]
    public async Task Read_CutMidway_GoesOnWithTheSameVersion()
    {
        var bytes = await PutRawAsync(1_000_000);
        await using var proxy = new FaultProxy(server.Options.Endpoint!, FaultProxy.First(2, IsGet, new Fault.Cut(300_000)));
        using var store = Through(proxy);
        Assert.Equal(bytes, await ReadAsync(store));
        var gets = proxy.Seen.Where(IsGet).ToList();
        Assert.Equal(3, gets.Count);
        Assert.All(gets.Skip(1), get => Assert.True(get.Headers.ContainsKey("Range") && get.Headers.ContainsKey("If-Match")));
    }

    [StoreFact]
    public async Task Read_RangeCutMidway_GoesOn()
    {
        var bytes = await PutRawAsync(1_000_000);
        await using var proxy = new FaultProxy(server.Options.Endpoint!, FaultProxy.First(1, IsGet, new Fault.Cut(100_000)));
        using var store = Through(proxy);
        Assert.Equal(bytes[200_000..700_000], await ReadAsync(store, new()
        {
            Offset = 200_000,
            Length = 500_000,
        }));
    }

    [StoreFact]
    public async Task Read_FallsSilent_GoesOn()
    {
        var bytes = await PutRawAsync(1_000_000);
        await using var proxy = new FaultProxy(server.Options.Endpoint!, FaultProxy.First(1, IsGet, new Fault.Silence(300_000)));
        using var store = Through(proxy, seconds: 2);
        Assert.Equal(bytes, await ReadAsync(store));
    }

    [StoreFact]
    public async Task Read_BreaksForGood_IsNeverTakenForWhole()
    {
        await PutRawAsync(1_000_000);
        foreach (var fault in new Fault[] { new Fault.Cut(0), new Fault.Reset(), _error, _busy })
        {
            var gets = 0;
            await using var proxy = new FaultProxy(server.Options.Endpoint!, request => !IsGet(request) ? null : gets++ == 0 ? new Fault.Cut(999_999) : fault);
            using var store = Through(proxy, retries: 1);
            AssertRetry(await Assert.ThrowsAsync<FarmException>(() => ReadAsync(store)));
        }
    }

    [StoreFact]
    public async Task Read_ReplacedWhileBroken_IsNotMixed()
    {
        await PutRawAsync(1_000_000);
        await using var proxy = new FaultProxy(server.Options.Endpoint!, FaultProxy.First(1, IsGet, new Fault.Cut(300_000)));
        using var store = Through(proxy);
        await using var content = await store.OpenReadAsync(_uri, ReadOptions.Whole, CancellationToken.None);
        await PutRawAsync(1_000_000);
        var fault = await Assert.ThrowsAsync<FarmException>(() => content.Body.CopyToAsync(Stream.Null));
        Assert.Equal((FailureCode.SourceChanged, Disposition.Reject), (fault.Code, fault.Next));
    }

    [StoreFact]
    public async Task Anything_FailsOnce_IsRepeated()
    {
        foreach (var fault in new Fault[] { _error, _busy, new Fault.Reset() })
            foreach (var kind in new Func<Passing, bool>[] { request => request.Method == "HEAD", IsGet, request => request.IsPut, request => request.IsPart, request => request.IsBegin, request => request.IsComplete, request => request.IsCopy })
            {
                await using var proxy = new FaultProxy(server.Options.Endpoint!, FaultProxy.First(1, kind, fault));
                using var store = Through(proxy);
                foreach (var size in new[] { 1000, Part + 1000 })
                    await RoundTripAsync(store, size);
            }
        await AssertNothingUnfinishedAsync();
    }

    [StoreFact]
    public async Task Anything_FailsForGood_IsToBeTriedAgainLater()
    {
        foreach (var fault in new Fault[] { _error, _busy, new Fault.Reset() })
        {
            await using var proxy = new FaultProxy(server.Options.Endpoint!, FaultProxy.Every(_ => true, fault));
            using var store = Through(proxy, retries: 1);
            AssertRetry(await Assert.ThrowsAsync<FarmException>(() => store.FindAsync(_uri, CancellationToken.None)));
            AssertRetry(await Assert.ThrowsAsync<FarmException>(() => ReadAsync(store)));
            AssertRetry(await Assert.ThrowsAsync<FarmException>(() => WriteAsync(store, Noise(10))));
            AssertRetry(await Assert.ThrowsAsync<FarmException>(() => WriteAsync(store, Noise(Part + 1))));
            AssertRetry(await Assert.ThrowsAsync<FarmException>(() => store.DeleteAsync(_uri, CancellationToken.None)));
            AssertRetry(await Assert.ThrowsAsync<FarmException>(async () => await store.ListAsync(ObjectPrefix.Of(_uri.Bucket, ""), null, CancellationToken.None).FirstAsync()));
        }
    }

    [StoreFact]
    public async Task Anything_NobodyListens_IsToBeTriedAgainLater()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using var store = Through($"http://127.0.0.1:{port}", retries: 1, seconds: 5);
        AssertRetry(await Assert.ThrowsAsync<FarmException>(() => store.FindAsync(_uri, CancellationToken.None)));
    }

    [StoreFact]
    public async Task Write_PartFailsForGood_LeavesNeitherObjectNorUpload()
    {
        foreach (var fault in new Fault[] { _error, new Fault.Reset() })
        {
            await using var proxy = new FaultProxy(server.Options.Endpoint!, FaultProxy.Every(request => request.IsPart && request.Target.Contains("partNumber=2", StringComparison.Ordinal), fault));
            using var store = Through(proxy, retries: 1);
            AssertRetry(await Assert.ThrowsAsync<FarmException>(() => WriteAsync(store, Noise(4 * Part))));
            Assert.Null(await store.FindAsync(_uri, CancellationToken.None));
            await AssertNothingUnfinishedAsync();
        }
    }

    [StoreFact]
    public async Task Write_CompleteFailsForGood_LeavesNeitherObjectNorUpload()
    {
        await using var proxy = new FaultProxy(server.Options.Endpoint!, FaultProxy.Every(request => request.IsComplete, _error));
        using var store = Through(proxy, retries: 1);
        AssertRetry(await Assert.ThrowsAsync<FarmException>(() => WriteAsync(store, Noise(Part + 1))));
        Assert.Null(await store.FindAsync(_uri, CancellationToken.None));
        await AssertNothingUnfinishedAsync();
    }

    [StoreFact]
    public async Task Write_PartFallsSilent_IsSentAgain()
    {
        await using var proxy = new FaultProxy(server.Options.Endpoint!, FaultProxy.First(1, request => request.IsPart, new Fault.Silence(-1)));
        using var store = Through(proxy, seconds: 3);
        await RoundTripAsync(store, 2 * Part);
        await AssertNothingUnfinishedAsync();
    }

    [StoreFact]
    public async Task Write_CancelledWhileAPartIsSilent_EndsAndAborts()
    {
        using var stop = new CancellationTokenSource();
        await using var proxy = new FaultProxy(server.Options.Endpoint!, request =>
        {
            if (!request.IsPart)
                return null;
            stop.Cancel();
            return new Fault.Silence(-1);
        });
        using var store = Through(proxy, seconds: 600);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.WriteAsync(_uri, new MemoryStream(Noise(3 * Part)), new(), stop.Token));
        await AssertNothingUnfinishedAsync();
    }

    [StoreFact]
    public async Task Write_AnswerLost_IsKnownAsItsOwn()
    {
        foreach (var (size, options) in new[] { (1000, new WriteOptions()), (1000, _ifAbsent), (Part + 1000, new WriteOptions()), (Part + 1000, _ifAbsent) })
        {
            await server.Raw.DeleteObjectAsync(_uri.Bucket, _uri.Key);
            await using var proxy = new FaultProxy(server.Options.Endpoint!, FaultProxy.First(1, request => request.IsPut || request.IsComplete, new Fault.Lost()));
            using var store = Through(proxy);
            var bytes = Noise(size);
            var written = await store.WriteAsync(_uri, new MemoryStream(bytes), options, CancellationToken.None);
            Assert.Equal((true, FileHash.Sha256(bytes)), (written.Written, written.Head.Sha256));
            Assert.Equal(bytes, await ReadAsync(store));
        }
        await AssertNothingUnfinishedAsync();
    }

    [StoreFact]
    public async Task Write_AbortFailsToo_ReportsTheFirstFault()
    {
        await using var proxy = new FaultProxy(server.Options.Endpoint!, request => request.IsAbort ? _error : null);
        using var store = Through(proxy, retries: 0);
        var fault = await Assert.ThrowsAsync<InvalidDataException>(() => store.WriteAsync(_uri, async (stream, ct) =>
        {
            await stream.WriteAsync(Noise(Part + 1), ct);
            throw new InvalidDataException("the first fault");
        }, new(), CancellationToken.None));
        Assert.Equal("the first fault", fault.Message);
        Assert.Contains(4001, _notebook.Ids);
    }

    [StoreFact]
    public async Task WriteIfAbsent_ServerKnowsNoCondition_LooksBeforeItWrites()
    {
        await using var proxy = new FaultProxy(server.Options.Endpoint!, FaultProxy.Every(request => request.IsConditional, new Fault.Answer(501, "NotImplemented")));
        using var store = Through(proxy);
        foreach (var size in new[] { 1000, Part + 1000 })
        {
            var (bytes, uri) = (Noise(size), ObjectUri.Of(_uri.Bucket, $"{size}"));
            Assert.True((await store.WriteAsync(uri, new MemoryStream(bytes), _ifAbsent, CancellationToken.None)).Written);
            Assert.False((await store.WriteAsync(uri, new MemoryStream(Noise(10)), _ifAbsent, CancellationToken.None)).Written);
            // Written by another while this one was being made.
            var (third, late) = (ObjectUri.Of(_uri.Bucket, $"{size}-late"), Noise(10));
            var result = await store.WriteAsync(third, async (stream, ct) =>
            {
                await stream.WriteAsync(bytes, ct);
                await WriteAsync(store, late, third);
            }, _ifAbsent, CancellationToken.None);
            Assert.Equal((false, FileHash.Sha256(late)), (result.Written, result.Head.Sha256));
        }
        Assert.Equal(1, proxy.Seen.Count(request => request.IsConditional));
        Assert.Equal(4002, Assert.Single(_notebook.Ids));
        await AssertNothingUnfinishedAsync();
    }

    [StoreFact]
    public async Task Write_StoreFull_SaysSo()
    {
        foreach (var answer in new Fault.Answer[] { new(507, "XMinioStorageFull"), new(403, "QuotaExceeded") })
        {
            await using var proxy = new FaultProxy(server.Options.Endpoint!, FaultProxy.Every(request => request.IsPut || request.IsPart, answer));
            using var store = Through(proxy, retries: 0);
            foreach (var size in new[] { 10, Part + 1 })
            {
                var fault = await Assert.ThrowsAsync<FarmException>(() => WriteAsync(store, Noise(size)));
                Assert.Equal((FailureCode.StorageFull, Disposition.Retry), (fault.Code, fault.Next));
            }
        }
        await AssertNothingUnfinishedAsync();
    }

    [StoreFact]
    public async Task Write_HashCannotBeNoted_StandsAllTheSame()
    {
        await using var proxy = new FaultProxy(server.Options.Endpoint!, FaultProxy.Every(request => request.IsCopy, _error));
        using var store = Through(proxy, retries: 0);
        var bytes = Noise(Part + 1);
        var written = await WriteAsync(store, bytes);
        Assert.Equal((true, FileHash.Sha256(bytes)), (written.Written, written.Head.Sha256));
        Assert.Equal(bytes, await ReadAsync(store));
        Assert.Equal(4003, Assert.Single(_notebook.Ids));
    }

    private static bool IsGet(Passing request) => request.Method == "GET";

    private static byte[] Noise(int size) => RandomNumberGenerator.GetBytes(size);

    private static void AssertRetry(FarmException fault) => Assert.Equal((FailureCode.StorageUnavailable, Disposition.Retry), (fault.Code, fault.Next));

    private S3ObjectStore Through(FaultProxy proxy, int retries = 3, double seconds = 60) => Through(proxy.Endpoint, retries, seconds);

    private S3ObjectStore Through(string endpoint, int retries, double seconds) => new(server.Options with
    {
        Endpoint = endpoint,
        Retries = retries,
        TimeoutSeconds = seconds,
    }, TimeProvider.System, _notebook);

    private async Task<byte[]> PutRawAsync(int size)
    {
        var bytes = Noise(size);
        await server.Raw.PutObjectAsync(new()
        {
            BucketName = _uri.Bucket,
            Key = _uri.Key,
            InputStream = new MemoryStream(bytes),
            UseChunkEncoding = false,
        });
        return bytes;
    }

    private Task<WriteResult> WriteAsync(S3ObjectStore store, byte[] bytes, ObjectUri? uri = null) => store.WriteAsync(uri ?? _uri, new MemoryStream(bytes), new(), CancellationToken.None);

    private async Task<byte[]> ReadAsync(S3ObjectStore store, ReadOptions? options = null)
    {
        await using var content = await store.OpenReadAsync(_uri, options ?? ReadOptions.Whole, CancellationToken.None);
        using var bytes = new MemoryStream();
        await content.Body.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private async Task RoundTripAsync(S3ObjectStore store, int size)
    {
        var bytes = Noise(size);
        Assert.Equal(FileHash.Sha256(bytes), (await WriteAsync(store, bytes)).Head.Sha256);
        Assert.Equal(FileHash.Sha256(bytes), FileHash.Sha256(await ReadAsync(store)));
    }

    private async Task AssertNothingUnfinishedAsync() => Assert.Empty((await server.Raw.ListMultipartUploadsAsync(_uri.Bucket)).MultipartUploads ?? []);

    /// <summary>Remembers which events the store reported.</summary>
    private sealed class Notebook : ILogger<S3ObjectStore>
    {
        private readonly ConcurrentQueue<int> _ids = new();

        public IReadOnlyList<int> Ids => [.. _ids];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Assert.NotEmpty(formatter(state, exception));
            _ids.Enqueue(eventId.Id);
        }
    }
}
