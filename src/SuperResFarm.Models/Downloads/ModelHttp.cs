using System.Net;
using System.Reflection;

namespace SuperResFarm.Models.Downloads;

/// <summary>The HTTP client that models are fetched with.</summary>
public static class ModelHttp
{
    /// <summary>Longest time until a connection stands.</summary>
    public static TimeSpan ConnectTimeout { get; } = TimeSpan.FromSeconds(15);

    /// <param name="proxy">The proxy to use; null for that of the environment: <c>HTTPS_PROXY</c>, <c>HTTP_PROXY</c>, <c>ALL_PROXY</c> and
    /// <c>NO_PROXY</c>, in either case of letters.</param>
    /// <returns>A client that leaves redirects, time limits and encodings to <see cref="ModelDownload"/>; the caller disposes it.</returns>
    public static HttpClient Create(IWebProxy? proxy = null)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = ConnectTimeout,
            Proxy = proxy,
            UseProxy = true,
            UseCookies = false,
        };
        var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        var version = typeof(ModelHttp).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        client.DefaultRequestHeaders.UserAgent.Add(new("superresfarm", version));
        return client;
    }
}
