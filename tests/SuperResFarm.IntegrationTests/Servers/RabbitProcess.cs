using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SuperResFarm.IntegrationTests.Servers;

/// <summary>
/// A RabbitMQ of our own, on the loopback alone, with a folder and a name server of its own. Debian's wrapper would change the user and the home, so the program
/// behind it is called.
/// </summary>
internal sealed class RabbitProcess : IAsyncDisposable
{
    private const string Programs = "/usr/lib/rabbitmq/bin";
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("superres-rabbit-").FullName;
    private readonly int[] _ports = FreePort.Take(5);
    private readonly StringBuilder _said = new();
    private Process? _names;
    private Process? _broker;

    /// <summary>Whether the programs are here.</summary>
    public static bool Installed { get; } = File.Exists($"{Programs}/rabbitmq-server") && File.Exists("/usr/bin/epmd");

    public int Port => _ports[0];

    public Uri Management => new($"http://127.0.0.1:{_ports[1]}");

    /// <summary>Where Prometheus scrapes it.</summary>
    public Uri Metrics => new($"http://127.0.0.1:{_ports[4]}");

    public static async Task<RabbitProcess> StartAsync()
    {
        var process = new RabbitProcess();
        await process.StartAgainAsync();
        return process;
    }

    /// <summary>Starts it, or starts it again with what it had; returns when it listens.</summary>
    public async Task StartAgainAsync()
    {
        Directory.CreateDirectory($"{_folder}/home");
        var shipped = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "rabbitmq", "rabbitmq.conf"));
        await File.WriteAllTextAsync($"{_folder}/rabbitmq.conf",
            $"{shipped}\nlisteners.tcp.1 = 127.0.0.1:{Port}\nmanagement.tcp.ip = 127.0.0.1\nmanagement.tcp.port = {_ports[1]}\nprometheus.tcp.ip = 127.0.0.1\nprometheus.tcp.port = {_ports[4]}\nlog.console = false\nlog.file = rabbit.log\n");
        await File.WriteAllTextAsync($"{_folder}/plugins", "[rabbitmq_management, rabbitmq_prometheus].");
        // A child of ours: one that the broker starts itself would outlive everybody.
        _names ??= Start("/usr/bin/epmd", "-port", $"{_ports[3]}", "-address", "127.0.0.1");
        _broker?.Dispose();
        _broker = Start($"{Programs}/rabbitmq-server");
        await ListensAsync(Port);
        await ListensAsync(_ports[1]);
        await ListensAsync(_ports[4]);
    }

    /// <summary>As kill -9.</summary>
    public async Task KillAsync()
    {
        _broker!.Kill(entireProcessTree: true);   // started
        await _broker.WaitForExitAsync();
    }

    /// <summary>As an operator stops it.</summary>
    public async Task StopAsync()
    {
        if (_broker is not { HasExited: false } broker)
            return;
        using (var kill = Process.Start("kill", ["-TERM", $"{broker.Id}"]))
            await kill.WaitForExitAsync();
        await broker.WaitForExitAsync();
    }

    /// <summary>Runs the operator's program against it.</summary>
    /// <returns>What it printed.</returns>
    public async Task<string> ControlAsync(params string[] arguments)
    {
        lock (_said)
            _said.Clear();
        using var control = Start($"{Programs}/rabbitmqctl", ["-n", Node, .. arguments]);
        await control.WaitForExitAsync();
        lock (_said)
            return control.ExitCode == 0 ? _said.ToString() : throw new InvalidOperationException($"rabbitmqctl ended with {control.ExitCode}:\n{_said}");
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _broker?.Dispose();
        _names?.Kill();
        _names?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string Node => $"superres-{Port}@localhost";

    private Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["HOME"] = $"{_folder}/home",
                ["RABBITMQ_NODENAME"] = Node,
                ["RABBITMQ_CONFIG_FILE"] = $"{_folder}/rabbitmq.conf",
                ["RABBITMQ_CONF_ENV_FILE"] = "/dev/null",
                ["RABBITMQ_MNESIA_BASE"] = $"{_folder}/data",
                ["RABBITMQ_LOG_BASE"] = $"{_folder}/log",
                ["RABBITMQ_ENABLED_PLUGINS_FILE"] = $"{_folder}/plugins",
                ["RABBITMQ_DIST_PORT"] = $"{_ports[2]}",
                ["ERL_EPMD_PORT"] = $"{_ports[3]}",
                ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
                ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1} -noinput +sbwt none",
                // The script gives way to the broker, so the process is the broker.
                ["RUNNING_UNDER_SYSTEMD"] = "true",
            },
        };
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        process.OutputDataReceived += Hear;
        process.ErrorDataReceived += Hear;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void Hear(object sender, DataReceivedEventArgs line)
    {
        lock (_said)
            _said.AppendLine(line.Data);
    }

    private async Task ListensAsync(int port)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < _limit && _broker is { HasExited: false }; await Task.Delay(100))
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException)
            {
                // Not yet.
            }
        lock (_said)
            throw new InvalidOperationException($"RabbitMQ did not start:\n{_said}");
    }
}
