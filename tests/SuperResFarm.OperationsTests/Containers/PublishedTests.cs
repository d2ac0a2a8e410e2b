using System.Net;
using System.Net.Sockets;

namespace SuperResFarm.OperationsTests.Containers;

public sealed class PublishedTests(Published tree) : IClassFixture<Published>, IDisposable
{
    private readonly string _home = MakeHome();
    private readonly Uri _address = new($"http://127.0.0.1:{FreePort()}");

    [Fact]
    public async Task Api_OnAReadOnlyTreeWithoutRights_ServesAndStopsInOrder()
    {
        var before = tree.Look("api");
        await using var api = await StartAsync("api", "", ApiSettings);

        await api.AnsweringAsync(new Uri(_address, "/health/live"));
        await api.AnsweringAsync(new Uri(_address, "/health/startup"));
        await api.AnsweringAsync(new Uri(_address, "/v1/models"));
        Assert.Equal(0, await api.StopAsync());
        Assert.Equal(before, tree.Look("api"));
    }

    [Fact]
    public async Task Worker_OnAReadOnlyTreeWithoutRights_LoadsItsModelAndStopsInOrder()
    {
        var before = tree.Look("worker");
        await using var worker = await StartAsync("worker", "", [.. WorkerSettings, ("Worker__Warm__0", Compose.Services["worker"].Environment["Worker__Warm__0"])]);

        await worker.AnsweringAsync(new Uri(_address, "/health/live"));
        await worker.AnsweringAsync(new Uri(_address, "/health/ready"));
        Assert.Equal(0, await worker.StopAsync());
        Assert.Equal(before, tree.Look("worker"));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_home, "scratch"), "superres-worker-*"));
    }

    [Theory, InlineData("api", "Api__MaxItems", "Api:MaxItems"), InlineData("worker", "Worker__Images", "Worker:Images")]
    public async Task Program_WithAWrongSetting_EndsWithItsName(string program, string variable, string key)
    {
        await using var wrong = await StartAsync(program, "", [.. program == "api" ? ApiSettings : WorkerSettings, (variable, "0")]);

        Assert.Equal(2, await wrong.EndedAsync());
        var line = Assert.Single(wrong.Said.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(key, line);
    }

    [Theory, MemberData(nameof(Dockerfile.Programs), MemberType = typeof(Dockerfile))]
    public async Task Health_WithNobodyListening_EndsWithOne(string program)
    {
        await using var health = await StartAsync(program, "health", program == "api" ? ApiSettings : WorkerSettings);

        Assert.True(await health.EndedAsync() == 1, health.Said);
    }

    [Fact]
    public async Task Health_OfAServiceThatLives_EndsWithZero()
    {
        await using var worker = await StartAsync("worker", "", WorkerSettings);
        await worker.AnsweringAsync(new Uri(_address, "/health/live"));

        await using var health = await StartAsync("worker", "health", WorkerSettings);

        Assert.True(await health.EndedAsync() == 0, health.Said);
    }

    [Theory]
    [InlineData("api", "libvips.so.42")]
    [InlineData("worker", "libvips.so.42")]
    [InlineData("worker", "libonnxruntime.so")]
    public async Task Libraries_OfThePublishedTree_NeedWhatTheBaseHas(string program, string library)
    {
        // The packages of the base: libc6, libgcc-s1, libstdc++6. What else a library needs would have to be added to the Dockerfile.
        string[] carried =
        [
            "ld-linux-x86-64.so.2", "libc.so.6", "libdl.so.2", "libgcc_s.so.1", "libm.so.6", "libpthread.so.0", "libresolv.so.2", "librt.so.1", "libstdc++.so.6",
            "linux-vdso.so.1",
        ];

        var needed = await Ldd.OfAsync(Path.Combine(tree.FolderOf(program), library));

        Assert.All(needed, each => Assert.True(each.Found, $"{each.Name} is not found"));
        Assert.Empty(needed.Select(each => each.Name).Except(carried));
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);

    private (string, string)[] ApiSettings =>
    [
        ("Api__Url", _address.ToString()), ("Broker__Kind", "InMemory"), ("Storage__Folder", $"{_home}/data"),
        ("Database__ConnectionString", $"Data Source={_home}/data/jobs.db"),
    ];

    private (string, string)[] WorkerSettings =>
        [("ASPNETCORE_URLS", _address.ToString()), ("Broker__Kind", "InMemory"), ("Storage__Folder", $"{_home}/data")];

    private Task<PublishedProgram> StartAsync(string program, string verb, (string, string)[] settings) => PublishedProgram.StartAsync(tree, program, _home, verb, settings);

    private static string MakeHome()
    {
        var home = Directory.CreateTempSubdirectory("superres-home-");
        if (!OperatingSystem.IsWindows())
            home.UnixFileMode |= UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        return home.FullName;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
