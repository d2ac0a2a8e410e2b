using System.Diagnostics;
using Amazon.S3;
using DotNet.Testcontainers.Containers;
using SuperResFarm.Storage.S3;

namespace SuperResFarm.IntegrationTests.Servers;

/// <summary>
/// A real S3 server, once per run: the one named by <c>SUPERRES_TEST_S3_ENDPOINT</c> (with <c>SUPERRES_TEST_S3_ACCESS_KEY</c> and <c>..._SECRET_KEY</c>), else MinIO in a
/// container where Docker runs, else Ceph's gateway, started privately. Each test class uses a bucket of its own.
/// </summary>
public sealed class S3Server : IAsyncLifetime
{
    private const string AccessKey = "superrestests";
    private const string SecretKey = "superrestestssecret";

    private static readonly string? _named = Environment.GetEnvironmentVariable("SUPERRES_TEST_S3_ENDPOINT") is { Length: > 0 } endpoint ? endpoint : null;

    private Process? _process;
    private IContainer? _container;

    /// <summary>Why there is no server here, or null.</summary>
    public static string? Missing { get; } = _named is not null || Containers.Usable || new[] { "radosgw", "ceph-mon", "ceph-osd" }.All(IsInstalled) ? null
        : "Needs an S3 server: install the Debian packages radosgw, ceph-mon and ceph-osd, or set SUPERRES_TEST_S3_ENDPOINT.";

    /// <summary>Options that reach the server.</summary>
    public S3Options Options { get; private set; } = new();

    /// <summary>A client without the store's own logic, to look behind its back.</summary>
    public AmazonS3Client Raw { get; private set; } = null!;   // set before any test runs

    public async Task InitializeAsync()
    {
        if (Missing is not null)
            return;
        Options = new()
        {
            Endpoint = _named ?? await StartAsync(),
            AccessKey = (_named is null ? null : Environment.GetEnvironmentVariable("SUPERRES_TEST_S3_ACCESS_KEY")) ?? AccessKey,
            SecretKey = (_named is null ? null : Environment.GetEnvironmentVariable("SUPERRES_TEST_S3_SECRET_KEY")) ?? SecretKey,
            PartMiB = 5,
            Retries = 3,
        };
        Raw = S3Clients.Create(Options, Options.Endpoint);
    }

    public async Task DisposeAsync()
    {
        Raw?.Dispose();
        if (_container is not null)
            await _container.DisposeAsync();
        if (_process is null)
            return;
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>Makes a bucket.</summary>
    /// <returns>Its name, not used before.</returns>
    public async Task<string> NewBucketAsync()
    {
        var name = $"t-{Guid.NewGuid():n}"[..20];
        await Raw.PutBucketAsync(name);
        return name;
    }

    private async Task<string> StartAsync()
    {
        var ports = FreePort.Take(2);
        var (port, monitor) = (ports[0], ports[1]);
        if (Containers.Usable)
        {
            var keys = new Dictionary<string, string> { ["MINIO_ROOT_USER"] = AccessKey, ["MINIO_ROOT_PASSWORD"] = SecretKey };
            _container = await Containers.StartAsync("minio/minio", new Dictionary<int, int> { [9000] = port }, keys, "server", "/data");
            return $"http://127.0.0.1:{port}";
        }
        var folder = Path.Combine(Path.GetTempPath(), $"superres-ceph-{Guid.NewGuid():n}"[..28]);
        // In a group of its own: what interrupts the tests shall reach the script by its closed input, which then ends the servers.
        var start = new ProcessStartInfo("setsid")
        {
            ArgumentList = { "bash", Path.Combine(AppContext.BaseDirectory, "Servers", "ceph.sh"), folder, $"{port}", $"{monitor}", AccessKey, SecretKey },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
        var said = new List<string>();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (await _process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (line == "ready")
                return $"http://127.0.0.1:{port}";
            said.Add(line);
        }
        throw new InvalidOperationException("The S3 server did not start:\n" + string.Join('\n', said));
    }

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}

/// <summary>The classes that share the server.</summary>
[CollectionDefinition(Name)]
public sealed class S3Servers : ICollectionFixture<S3Server>
{
    public const string Name = "S3";
}
