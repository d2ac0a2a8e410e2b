using System.Net.Http.Headers;

namespace SuperResFarm.Cli.Farm;

/// <summary>A request that can be sent more than once.</summary>
/// <param name="Method">What is done.</param>
/// <param name="Path">Relative to the farm's address.</param>
internal sealed record FarmRequest(HttpMethod Method, string Path)
{
    /// <summary>Media types that are understood.</summary>
    public string Accept { get; init; } = "application/json";

    /// <summary>A further header.</summary>
    public (string Name, string Value)? Header { get; init; }

    /// <summary>Makes the body anew for each try; null: none.</summary>
    public Func<HttpContent>? Body { get; init; }

    /// <summary>Longest time without an answer; null: the usual one.</summary>
    public TimeSpan? Limit { get; init; }

    /// <summary>Time to go on trying, and nothing is said meanwhile; null: the usual, and the first failure is told.</summary>
    public TimeSpan? QuietPatience { get; init; }

    /// <summary>Said when nobody knows whether the farm took it; null: that does not matter.</summary>
    public string? InDoubt { get; init; }

    /// <returns>The message for one try.</returns>
    public HttpRequestMessage Message()
    {
        var message = new HttpRequestMessage(Method, new Uri(Path, UriKind.Relative)) { Content = Body?.Invoke() };
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(Accept));
        if (Header is var (name, value))
            message.Headers.Add(name, value);
        // A farm that dislikes the request says so before a long file has gone out.
        message.Headers.ExpectContinue = message.Content is FileContent;
        return message;
    }
}
