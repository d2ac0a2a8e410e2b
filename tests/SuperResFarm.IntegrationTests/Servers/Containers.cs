using System.Net.Sockets;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;

namespace SuperResFarm.IntegrationTests.Servers;

/// <summary>Servers in containers, where Docker runs. <c>SUPERRES_TEST_DOCKER=0</c> leaves it alone.</summary>
internal static class Containers
{
    /// <summary>Whether Docker answers.</summary>
    public static bool Usable { get; } = Environment.GetEnvironmentVariable("SUPERRES_TEST_DOCKER") != "0" && DockerAnswers();

    /// <summary>Starts one and waits until it listens.</summary>
    /// <param name="image">What.</param>
    /// <param name="ports">Inside ports and the loopback's ports they are reached at, which stay the same when it is started again.</param>
    /// <param name="environment">Variables for it.</param>
    /// <param name="command">Arguments for it.</param>
    public static async Task<IContainer> StartAsync(
        string image, IReadOnlyDictionary<int, int> ports, IReadOnlyDictionary<string, string> environment, params string[] command)
    {
        var builder = new ContainerBuilder(image).WithEnvironment(environment);
        if (command.Length > 0)
            builder = builder.WithCommand(command);
        var wait = Wait.ForUnixContainer();
        foreach (var (inside, outside) in ports)
        {
            builder = builder.WithPortBinding(outside, inside);
            wait = wait.UntilInternalTcpPortIsAvailable(inside);
        }
        var container = builder.WithWaitStrategy(wait).Build();
        await container.StartAsync();
        return container;
    }

    private static bool DockerAnswers()
    {
        if (Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 0 })
            return true;
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint("/var/run/docker.sock"));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
