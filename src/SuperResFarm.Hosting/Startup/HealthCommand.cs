using System.Net.Sockets;

namespace SuperResFarm.Hosting.Startup;

/// <summary>Asks a service that runs beside this process, with the same settings, whether it lives: for container images, which have no other program to ask with.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    /// <returns>Whether it answers that it lives; standard error says why not.</returns>
    /// <param name="listening">Where it listens; of several addresses, separated by semicolons, the first is asked.</param>
    public static async Task<bool> AskAsync(string listening)
    {
        var address = new Uri(ReachableFrom(listening.Split(';')[0]), "/health/live");
        // Certificates are for the names that clients use, not for the loopback.
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator, UseProxy = false };
        using var client = new HttpClient(handler) { Timeout = _patience };
        try
        {
            using var answer = await client.GetAsync(address);
            if (answer.IsSuccessStatusCode)
                return true;
            await Console.Error.WriteLineAsync($"{address} answers {(int)answer.StatusCode}.");
        }
        catch (Exception fault) when (fault is HttpRequestException or SocketException or TaskCanceledException)
        {
            await Console.Error.WriteLineAsync($"{address} does not answer: {fault.GetBaseException().Message}");
        }
        return false;
    }

    // A service may listen on every address of its machine; this one is of it.
    private static Uri ReachableFrom(string address)
    {
        foreach (var any in new[] { "*", "+", "0.0.0.0", "[::]" })
            address = address.Replace($"://{any}", "://127.0.0.1", StringComparison.Ordinal);
        return new Uri(address);
    }
}
