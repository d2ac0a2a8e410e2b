using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models.Downloads;

namespace SuperResFarm.Tests.Models.Downloads;

/// <summary>A folder, a file worth fetching, a server of it, and a client: what every test of downloads needs.</summary>
public abstract class DownloadFixture : IAsyncLifetime
{
    protected const string ETag = "\"v1\"";
    protected const string Name = "model.pth";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("downloads");
    private readonly List<LoopbackServer> _servers = [];
    private readonly HttpClient _http = ModelHttp.Create(new FixedProxy(null));

    /// <summary>A length that no buffer divides.</summary>
    protected static byte[] Content { get; } = Bytes(seed: 1, 300_007);

    protected static string Sha256 { get; } = Checksum(Content);

    /// <summary>As patient as usual, without the pauses.</summary>
    protected static DownloadOptions Prompt { get; } = new() { FirstDelay = TimeSpan.Zero, Proxy = new FixedProxy(null) };

    protected string Folder => Path.Combine(_folder.FullName, "models");

    protected string Target => Path.Combine(Folder, Name);

    protected string Part => Target + ".part";

    /// <summary>What was reported, in order.</summary>
    protected Reports Reported { get; } = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _http.Dispose();
        foreach (var server in _servers)
            await server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    protected static byte[] Bytes(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    protected static string Checksum(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>The answer of a good server: the range asked for if the version is the one asked for, else the whole.</summary>
    protected static Reply Good(Asked asked, byte[]? content = null, string etag = ETag)
    {
        content ??= Content;
        if (asked.From is not { } from || (asked.Headers.TryGetValue("If-Range", out var version) && version != etag))
            return new(200, content, ("ETag", etag), ("Accept-Ranges", "bytes"));
        return from >= content.Length
            ? new(416, [], ("Content-Range", $"bytes */{content.Length}"))
            : new(206, content[from..], ("ETag", etag), ("Content-Range", Range(from, content.Length)));
    }

    protected static string Range(int from, int total) =>
        string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{total - 1}/{total}");

    /// <summary>Answers in turn; the last one for all that follow.</summary>
    protected static Func<Asked, Reply> InTurn(params Func<Asked, Reply>[] answers)
    {
        var next = 0;
        return asked => answers[Math.Min(Interlocked.Increment(ref next), answers.Length) - 1](asked);
    }

    protected LoopbackServer Serve(params Func<Asked, Reply>[] answers)
    {
        var server = new LoopbackServer(InTurn(answers));
        _servers.Add(server);
        return server;
    }

    protected static DownloadRequest Request(LoopbackServer server) =>
        new() { Url = server.Url(), FileName = Name, Bytes = Content.Length, Sha256 = Sha256 };

    protected Task<DownloadedFile> FetchAsync(
        DownloadRequest request, DownloadOptions? options = null, TimeProvider? time = null, HttpClient? http = null, CancellationToken ct = default) =>
        new ModelDownload(http ?? _http, options ?? Prompt, time).FetchAsync(request, Folder, Reported, ct);

    protected async Task<FarmException> FailAsync(
        DownloadRequest request, FailureCode code, Disposition next, DownloadOptions? options = null, TimeProvider? time = null, HttpClient? http = null)
    {
        var failure = await Assert.ThrowsAsync<FarmException>(() => FetchAsync(request, options, time, http));
        Assert.Equal((code, next), (failure.Code, failure.Next));
        Assert.False(File.Exists(Target));
        return failure;
    }

    protected void AssertWhole(DownloadedFile file)
    {
        Assert.Equal(new(Target, Content.Length, Sha256, Verified: true, AlreadyThere: false), file);
        Assert.Equal(Content, File.ReadAllBytes(Target));
        AssertNothingLeft(Name);
    }

    protected void AssertNothingLeft(params string[] but) =>
        Assert.Equal(but, Directory.GetFiles(Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    /// <summary>Leaves a part as an earlier run would have.</summary>
    protected async Task LeavePartAsync(LoopbackServer server, int length, byte[]? content = null)
    {
        var cut = InTurn(asked => Good(asked, content) with { CutAfter = length });
        await using var before = new LoopbackServer(cut);
        var request = new DownloadRequest { Url = before.Url(), FileName = Name, AllowUnverified = true };
        await Assert.ThrowsAsync<FarmException>(() => FetchAsync(request, Prompt with { Retries = 0 }));
        Assert.Equal(length, new FileInfo(Part).Length);
        // The record names the server by its port.
        var record = await File.ReadAllTextAsync(Part + ".json");
        await File.WriteAllTextAsync(Part + ".json", record.Replace(before.Root.Authority, server.Root.Authority, StringComparison.Ordinal));
        Reported.Clear();
    }

    /// <summary>Progress as it came, without detours through other threads.</summary>
    protected sealed class Reports : IProgress<DownloadProgress>
    {
        private readonly ConcurrentQueue<DownloadProgress> _all = new();

        public event Action<DownloadProgress>? Came;

        public IReadOnlyList<DownloadProgress> All => [.. _all];

        public void Clear() => _all.Clear();

        /// <summary>Ends when such a report came.</summary>
        public async Task WaitAsync(Func<DownloadProgress, bool> such)
        {
            var came = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Came += report =>
            {
                if (such(report))
                    came.TrySetResult();
            };
            if (All.Any(such))
                return;
            await came.Task;
        }

        public void Report(DownloadProgress value)
        {
            _all.Enqueue(value);
            Came?.Invoke(value);
        }
    }
}

/// <summary>A proxy for every address, this machine included; null for none.</summary>
public sealed class FixedProxy(Uri? proxy) : IWebProxy
{
    public ICredentials? Credentials { get; set; }

    public Uri? GetProxy(Uri destination) => proxy;

    public bool IsBypassed(Uri host) => proxy is null;
}
