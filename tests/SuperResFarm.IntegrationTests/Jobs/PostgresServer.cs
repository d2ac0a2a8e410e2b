using System.Diagnostics;
using System.Net.Sockets;
using DotNet.Testcontainers.Containers;
using Npgsql;
using SuperResFarm.IntegrationTests.Servers;

namespace SuperResFarm.IntegrationTests.Jobs;

/// <summary>The PostgreSQL that the environment names, else a container where Docker runs, else a process of our own on the loopback; ours are without durability.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private const string Variable = "SUPERRES_TEST_POSTGRES";

    private readonly string _folder = "";
    private readonly Func<Process>? _start;
    private Process? _process;
    private IContainer? _container;

    private PostgresServer(string address, string folder = "", Func<Process>? start = null) =>
        (Address, _folder, _start, _process) = (address, folder, start, start?.Invoke());

    /// <summary>Why there is none; null when there is one.</summary>
    public static string? Missing { get; } = Given is null && !Containers.Usable && Programs is null
        ? $"PostgreSQL is not installed (apt-get install postgresql-15), and {Variable} names no server" : null;

    /// <summary>Why there is none that may be killed; null when there is one.</summary>
    public static string? MissingOwn { get; } = Missing ?? (Given is null ? null : $"Needs a PostgreSQL of its own to kill: unset {Variable}.");

    /// <summary>Connection string without a database.</summary>
    public string Address { get; }

    private static string? Given => Environment.GetEnvironmentVariable(Variable);

    private static string? Programs => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).Order(StringComparer.Ordinal)
            .LastOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
        : null;

    public static async Task<PostgresServer> StartAsync()
    {
        if (Given is { } given)
            return new PostgresServer(given);
        if (Containers.Usable)
            return await StartContainerAsync();
        var programs = Programs ?? throw new InvalidOperationException(Missing);
        var folder = Directory.CreateTempSubdirectory("superres-pg-").FullName;
        // The server refuses to run as root, so its folder must be open to the user it runs as.
        if (Environment.IsPrivilegedProcess)
            await RunAsync("chown", "postgres:", folder);
        await EndedAsync(Start(folder, Path.Combine(programs, "initdb"), "-D", $"{folder}/data", "-U", "superres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"));
        var port = FreePort.Take(1)[0];
        var server = new PostgresServer($"Host=127.0.0.1;Port={port};Username=superres", folder, () => Start(
            folder, Path.Combine(programs, "postgres"), "-D", $"{folder}/data", "-p", $"{port}", "-c", "listen_addresses=127.0.0.1",
            "-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=200"));
        await server.AcceptsAsync();
        return server;
    }

    private static async Task<PostgresServer> StartContainerAsync()
    {
        var port = FreePort.Take(1)[0];
        var environment = new Dictionary<string, string> { ["POSTGRES_USER"] = "superres", ["POSTGRES_HOST_AUTH_METHOD"] = "trust" };
        var server = new PostgresServer($"Host=127.0.0.1;Port={port};Username=superres")
        {
            _container = await Containers.StartAsync("postgres:15", new Dictionary<int, int> { [5432] = port }, environment,
                "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=200"),
        };
        await server.AcceptsAsync();
        return server;
    }

    public async Task ExecuteAsync(string statement)
    {
        await using var connection = new NpgsqlConnection($"{Address};Database=postgres;Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Kills it as <c>kill -9</c> does, with all its sessions; a container is stopped.</summary>
    public async Task KillAsync()
    {
        if (_container is not null)
        {
            await _container.StopAsync();
            return;
        }
        var process = _process ?? throw new InvalidOperationException(MissingOwn);
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        NpgsqlConnection.ClearAllPools();
    }

    /// <summary>Starts it again with what it had; returns when it answers.</summary>
    public async Task StartAgainAsync()
    {
        if (_container is not null)
            await _container.StartAsync();
        else
            _process = _start?.Invoke() ?? throw new InvalidOperationException(MissingOwn);
        await AcceptsAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_container is not null)
            await _container.DisposeAsync();
        if (_process is null)
            return;
        NpgsqlConnection.ClearAllPools();
        await RunAsync("kill", "-INT", $"{_process.Id}");
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task AcceptsAsync()
    {
        for (var tries = 0; ; tries++)
            try
            {
                await ExecuteAsync("SELECT 1");
                return;
            }
            catch (Exception fault) when (fault is NpgsqlException or SocketException && tries < 300 && _process is null or { HasExited: false })
            {
                await Task.Delay(100);
            }
    }

    private static Process Start(string folder, string program, params string[] arguments)
    {
        string[] dropped = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] : [];
        string[] all = [.. dropped, program, .. arguments];
        var process = Process.Start(new ProcessStartInfo(all[0], all[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException($"{program} did not start.");
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static Task RunAsync(string program, params string[] arguments) => EndedAsync(Process.Start(program, arguments));

    private static async Task EndedAsync(Process process)
    {
        using (process)
        {
            await process.WaitForExitAsync();
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"{process.StartInfo.FileName} ended with {process.ExitCode}.");
        }
    }
}
