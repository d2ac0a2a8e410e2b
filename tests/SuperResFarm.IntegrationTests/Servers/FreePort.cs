using System.Net;
using System.Net.Sockets;

namespace SuperResFarm.IntegrationTests.Servers;

/// <summary>Ports of the loopback that nobody listens on.</summary>
internal static class FreePort
{
    /// <returns>So many different ones.</returns>
    public static int[] Take(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        listeners.ForEach(listener => listener.Stop());
        return ports;
    }
}
