using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Hashes;
using SuperResFarm.IntegrationTests.Servers;
using SuperResFarm.Storage.Objects;
using SuperResFarm.Storage.S3;

namespace SuperResFarm.IntegrationTests.Stores;

/// <summary>What was announced is signed into an address, and nothing else can be put there.</summary>
[Collection(S3Servers.Name), NeedsS3]
public sealed class S3PresignTests(S3Server server) : IAsyncLifetime, IDisposable
{
    private static readonly byte[] _content = [.. Enumerable.Range(0, 5000).Select(n => (byte)(n * 7))];
    private static readonly string _hash = FileHash.Sha256(_content);

    private readonly HttpClient _http = new();
    private S3ObjectStore? _store;
    private string _bucket = "";

    private S3ObjectStore Store => _store!;   // set in InitializeAsync

    public async Task InitializeAsync()
    {
        if (S3Server.Missing is not null)
            return;
        _bucket = await server.NewBucketAsync();
        _store = new(server.Options, TimeProvider.System, NullLogger<S3ObjectStore>.Instance);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _store?.Dispose();
        _http.Dispose();
    }

    [StoreFact]
    public async Task Put_AsAnnounced_IsStoredWithItsHash()
    {
        var (uri, signed) = Sign(new(PresignedUse.Put, TimeSpan.FromMinutes(5)) { Bytes = _content.Length, Sha256 = _hash });
        Assert.Equal(HttpStatusCode.OK, await PutAsync(signed, _content));
        var head = await Store.HeadAsync(uri, CancellationToken.None);
        Assert.Equal((_content.Length, _hash), (head.Bytes, head.Sha256));
    }

    [StoreFact]
    public async Task Put_AnotherLength_IsRefused()
    {
        var (uri, signed) = Sign(new(PresignedUse.Put, TimeSpan.FromMinutes(5)) { Bytes = _content.Length });
        foreach (var other in new[] { _content[..^1], [.. _content, 1], new byte[100_000] })
            Assert.Equal(HttpStatusCode.Forbidden, await PutAsync(signed, other));
        Assert.Null(await Store.FindAsync(uri, CancellationToken.None));
    }

    [StoreFact]
    public async Task Put_WithoutOrWithAnotherAnnouncedHash_IsRefused()
    {
        var (uri, signed) = Sign(new(PresignedUse.Put, TimeSpan.FromMinutes(5)) { Bytes = _content.Length, Sha256 = _hash });
        Assert.Equal(HttpStatusCode.Forbidden, await PutAsync(signed with { Headers = new Dictionary<string, string>() }, _content));
        Assert.Equal(HttpStatusCode.Forbidden, await PutAsync(signed with { Headers = new Dictionary<string, string> { ["x-amz-meta-sha256"] = new('0', 64) } }, _content));
        Assert.Null(await Store.FindAsync(uri, CancellationToken.None));
    }

    [StoreFact]
    public async Task Put_OtherContentOfThatLength_IsNeverTakenForIt()
    {
        // A store that knows checksums refuses it; of another every reader learns it.
        var other = _content.Select(b => (byte)(b ^ 1)).ToArray();
        var (uri, signed) = Sign(new(PresignedUse.Put, TimeSpan.FromMinutes(5)) { Bytes = _content.Length, Sha256 = _hash });
        if (await PutAsync(signed, other) != HttpStatusCode.OK)
            return;
        await using var content = await Store.OpenReadAsync(uri, ReadOptions.Whole, CancellationToken.None);
        Assert.Equal(FailureCode.SourceCorrupt, (await Assert.ThrowsAsync<FarmException>(() => content.Body.CopyToAsync(Stream.Null))).Code);
    }

    [StoreFact]
    public void Put_WhereChecksumsAreKnown_SignsOne()
    {
        using var store = new S3ObjectStore(server.Options with { Checksums = ChecksumMode.WhenSupported }, TimeProvider.System, NullLogger<S3ObjectStore>.Instance);
        var signed = store.Presign(New(), new(PresignedUse.Put, TimeSpan.FromMinutes(5)) { Bytes = 1, Sha256 = _hash });
        Assert.Equal(Convert.ToBase64String(Convert.FromHexString(_hash)), signed.Headers["x-amz-checksum-sha256"]);
        foreach (var name in new[] { "content-length", "x-amz-checksum-sha256", "x-amz-meta-sha256" })
            Assert.Contains(name, Uri.UnescapeDataString(signed.Url.Query), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task Put_TooLate_IsRefused()
    {
        var past = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddMinutes(-10));
        using var store = new S3ObjectStore(server.Options, past, NullLogger<S3ObjectStore>.Instance);
        Assert.Equal(HttpStatusCode.Forbidden, await PutAsync(store.Presign(New(), new(PresignedUse.Put, TimeSpan.FromMinutes(1)) { Bytes = _content.Length }), _content));
    }

    [StoreFact]
    public async Task Get_WithAName_IsSavedUnderIt()
    {
        var uri = New();
        await Store.WriteAsync(uri, new MemoryStream(_content), new(), CancellationToken.None);
        using var answer = await _http.GetAsync(Store.Presign(uri, new(PresignedUse.Get, TimeSpan.FromMinutes(5)) { FileName = "Grüße 1.png" }).Url);
        Assert.Equal(_content, await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal("Grüße 1.png", answer.Content.Headers.ContentDisposition?.FileNameStar);
    }

    private (ObjectUri, PresignedAddress) Sign(PresignOptions options)
    {
        var uri = New();
        return (uri, Store.Presign(uri, options));
    }

    private ObjectUri New() => ObjectUri.Of(_bucket, $"dir/Grüße {Guid.NewGuid():n}.png");

    private async Task<HttpStatusCode> PutAsync(PresignedAddress address, byte[] content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, address.Url) { Content = new ByteArrayContent(content) };
        foreach (var (name, value) in address.Headers.Where(header => header.Key != "Content-Length"))
            request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await _http.SendAsync(request);
        return answer.StatusCode;
    }
}
