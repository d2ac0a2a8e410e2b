using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using DotNet.Testcontainers.Containers;

namespace SuperResFarm.IntegrationTests.Servers;

/// <summary>
/// A real RabbitMQ with its management API: the one that <c>SUPERRES_TEST_RABBITMQ</c> names (<c>amqp://user:password@host:port</c>; its management API is at port
/// 15672 or where <c>SUPERRES_TEST_RABBITMQ_MANAGEMENT</c> says), else a container where Docker runs, else a process of our own. Each test uses a virtual host
/// of its own.
/// </summary>
public sealed class RabbitServer : IAsyncDisposable
{
    private static readonly Uri? _named = Named("SUPERRES_TEST_RABBITMQ");

    private readonly HttpClient _client = new();
    private readonly List<string> _virtualHosts = [];
    private RabbitProcess? _process;
    private IContainer? _container;

    private RabbitServer()
    {
    }

    /// <summary>Why there is no server here, or null.</summary>
    public static string? Missing { get; } = _named is not null || Containers.Usable || RabbitProcess.Installed ? null
        : "Needs RabbitMQ: install the Debian package rabbitmq-server, or set SUPERRES_TEST_RABBITMQ.";

    /// <summary>Why there is none that may be killed, or null.</summary>
    public static string? MissingOwn { get; } = Missing ?? (_named is null ? null : "Needs a RabbitMQ of its own to kill: unset SUPERRES_TEST_RABBITMQ.");

    public string Host { get; private init; } = "127.0.0.1";

    public int Port { get; private set; }

    public string Username { get; private init; } = "guest";

    public string Password { get; private init; } = "guest";

    /// <summary>The management API.</summary>
    public Uri Management { get; private set; } = null!;   // set by StartAsync

    /// <summary>Where Prometheus scrapes it.</summary>
    public Uri Metrics { get; private set; } = null!;   // set by StartAsync

    public static async Task<RabbitServer> StartAsync()
    {
        if (_named is { } named)
        {
            var user = named.UserInfo.Split(':').Select(Uri.UnescapeDataString).ToArray();
            return new RabbitServer
            {
                Host = named.Host,
                Port = named.IsDefaultPort ? 5672 : named.Port,
                Username = user is [{ Length: > 0 }, ..] ? user[0] : "guest",
                Password = user.ElementAtOrDefault(1) ?? "guest",
                Management = Named("SUPERRES_TEST_RABBITMQ_MANAGEMENT") ?? new Uri($"http://{named.Host}:15672"),
                Metrics = new Uri($"http://{named.Host}:15692"),
            };
        }
        var server = new RabbitServer();
        if (Containers.Usable)
        {
            var ports = FreePort.Take(3);
            (server.Port, server.Management, server.Metrics) = (ports[0], new Uri($"http://127.0.0.1:{ports[1]}"), new Uri($"http://127.0.0.1:{ports[2]}"));
            server._container = await Containers.StartAsync("rabbitmq:4-management", new Dictionary<int, int> { [5672] = ports[0], [15672] = ports[1], [15692] = ports[2] },
                new Dictionary<string, string> { ["RABBITMQ_DEFAULT_USER"] = "guest", ["RABBITMQ_DEFAULT_PASS"] = "guest" });
        }
        else
        {
            server._process = await RabbitProcess.StartAsync();
            (server.Port, server.Management, server.Metrics) = (server._process.Port, server._process.Management, server._process.Metrics);
        }
        await server.ManagesAsync();
        return server;
    }

    /// <summary>
    /// Waits until queues that were just declared outlive a kill: RabbitMQ 3.10 writes the list of them some seconds late, and brings back a younger one
    /// without its log, and so without a leader for ever.
    /// </summary>
    public static Task SettleAsync() => Task.Delay(TimeSpan.FromSeconds(5));

    /// <summary>Kills it as <c>kill -9</c> does; a container is stopped. What may be lost then, see <see cref="SettleAsync"/>.</summary>
    public Task KillAsync() => _process?.KillAsync() ?? StopAsync();

    /// <summary>Stops it as an operator does.</summary>
    public Task StopAsync() => _process?.StopAsync() ?? _container?.StopAsync() ?? throw new InvalidOperationException(MissingOwn);

    /// <summary>Starts it again at the same place with what it had; returns when it answers.</summary>
    public async Task StartAgainAsync()
    {
        await (_process?.StartAgainAsync() ?? _container?.StartAsync() ?? throw new InvalidOperationException(MissingOwn));
        await ManagesAsync();
    }

    /// <summary>Makes a virtual host.</summary>
    /// <returns>Its name, not used before.</returns>
    public async Task<string> NewVirtualHostAsync()
    {
        var name = $"superres-{Guid.NewGuid():n}"[..20];
        _virtualHosts.Add(name);
        await AskAsync(HttpMethod.Put, $"vhosts/{name}");
        await AskAsync(HttpMethod.Put, $"permissions/{name}/{Uri.EscapeDataString(Username)}", new
        {
            configure = ".*",
            write = ".*",
            read = ".*",
        });
        return name;
    }

    /// <summary>Removes a virtual host and all that is in it.</summary>
    public async Task RemoveVirtualHostAsync(string name)
    {
        await AskAsync(HttpMethod.Delete, $"vhosts/{name}");
        _virtualHosts.Remove(name);
    }

    /// <summary>Removes the virtual hosts that were made, and all that is in them.</summary>
    public async Task RemoveVirtualHostsAsync()
    {
        foreach (var name in _virtualHosts)
            await AskAsync(HttpMethod.Delete, $"vhosts/{name}");
        _virtualHosts.Clear();
    }

    /// <returns>Settings of the section <c>Broker</c> that reach a virtual host; also as environment with <c>__</c> for <c>:</c>.</returns>
    public Dictionary<string, string?> Settings(string virtualHost) => new()
    {
        ["Broker:Host"] = Host,
        ["Broker:Port"] = $"{Port}",
        ["Broker:VirtualHost"] = virtualHost,
        ["Broker:Username"] = Username,
        ["Broker:Password"] = Password,
        ["Broker:Management"] = Management.AbsoluteUri,
    };

    /// <returns>Which RabbitMQ it is.</returns>
    public async Task<Version> VersionAsync() =>
        Version.Parse((await AskAsync(HttpMethod.Get, "overview")).GetProperty("rabbitmq_version").GetString()!.Split('-', '+')[0]);

    /// <summary>Imports what is shipped in <c>deploy/rabbitmq</c> for this version.</summary>
    public async Task ImportDefinitionsAsync(string virtualHost) => await AskAsync(HttpMethod.Post, $"definitions/{Uri.EscapeDataString(virtualHost)}",
        JsonDocument.Parse(await File.ReadAllTextAsync(DefinitionsFor(await VersionAsync()))).RootElement);

    /// <returns>The shipped definitions for a version.</returns>
    public static string DefinitionsFor(Version version) =>
        Path.Combine(AppContext.BaseDirectory, "rabbitmq", version < new Version(3, 12) ? "definitions-3.10.json" : "definitions.json");

    /// <summary>Runs <c>rabbitmqctl</c> against a server of our own.</summary>
    /// <returns>What it printed.</returns>
    public async Task<string> ControlAsync(params string[] arguments) => _container is null
        ? await (_process?.ControlAsync(arguments) ?? throw new InvalidOperationException(MissingOwn))
        : (await _container.ExecAsync(["rabbitmqctl", .. arguments])).Stdout;

    /// <summary>Imports a definitions file with <c>rabbitmqctl</c>, as an operator does.</summary>
    public async Task ImportAsOperatorAsync(string file)
    {
        if (_container is not null)
            await _container.CopyAsync(await File.ReadAllBytesAsync(file), "/tmp/definitions.json");
        await ControlAsync("import_definitions", _container is null ? file : "/tmp/definitions.json");
    }

    /// <summary>Asks the management API. What is to be deleted may be gone already.</summary>
    /// <param name="method">How.</param>
    /// <param name="path">Behind <c>/api/</c>.</param>
    /// <param name="body">Written as JSON; null: none.</param>
    public async Task<JsonElement> AskAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(Management, $"api/{path}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Username}:{Password}")));
        if (body is not null)
            request.Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        using var response = await _client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        if (method == HttpMethod.Delete && response.StatusCode == HttpStatusCode.NotFound)
            return default;
        if (!response.IsSuccessStatusCode)
            throw new HttpRequestException($"{method} {path}: {(int)response.StatusCode} {text}", null, response.StatusCode);
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_process is not null)
            await _process.DisposeAsync();
        if (_container is not null)
            await _container.DisposeAsync();
    }

    // The port opens before the API works.
    private async Task ManagesAsync()
    {
        for (var tries = 0; ; tries++)
            try
            {
                await AskAsync(HttpMethod.Get, "overview");
                return;
            }
            catch (HttpRequestException fault) when (tries < 600 && fault.StatusCode is null or >= HttpStatusCode.InternalServerError)
            {
                await Task.Delay(100);
            }
    }

    private static Uri? Named(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? new Uri(text) : null;
}
