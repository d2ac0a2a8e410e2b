using SuperResFarm.Models.Catalog;

namespace SuperResFarm.Models.Downloads;

/// <summary>Asks for a file and follows redirects, but not away from https.</summary>
/// <param name="http">The client; it must not follow redirects by itself.</param>
/// <param name="failures">Words for a redirect that is not followed.</param>
internal sealed class RedirectingSender(HttpClient http, DownloadFailures failures)
{
    /// <summary>Redirects followed for one file, as many as browsers of old; two are usual.</summary>
    public const int MostRedirects = 5;

    /// <summary>The host asked last: in the end the one that answers.</summary>
    public Uri? Host { get; private set; }

    /// <param name="url">Where to begin.</param>
    /// <param name="prepare">Adds the headers that every request gets.</param>
    /// <param name="ct">Ends the asking.</param>
    /// <returns>The first answer that is no redirect, its headers read.</returns>
    public async Task<HttpResponseMessage> GetAsync(Uri url, Action<HttpRequestMessage> prepare, CancellationToken ct)
    {
        for (var redirects = 0; ; redirects++)
        {
            Host = url;
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            prepare(request);
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308))
                return response;
            using (response)
                url = Next(url, response.Headers.Location, redirects);
        }
    }

    private Uri Next(Uri from, Uri? location, int redirects)
    {
        if (location is null)
            throw failures.Refused(from, "redirects to nowhere");
        if (redirects == MostRedirects)
            throw failures.Refused(from, $"redirects more than {MostRedirects} times");
        var to = new Uri(from, location);
        // A server out there has no business sending us to a service on this machine.
        var staysSafe = ModelUrl.IsAllowed(to) && (to.Scheme == Uri.UriSchemeHttps || from.Scheme == Uri.UriSchemeHttp);
        return staysSafe ? to : throw failures.Refused(from, $"redirects to {to.Scheme}://{to.Host}, which is not https");
    }
}
