using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models.Downloads;

namespace SuperResFarm.Tests.Models.Downloads;

/// <summary>Servers behind redirects and proxies, and those that cannot be reached: what the user is told.</summary>
public sealed class UnreachableTests : DownloadFixture
{
    private static readonly Uri _remote = new("https://models.example.org/model.pth");

    /// <summary>What HTTP clients throw, and words for it.</summary>
    public static TheoryData<HttpRequestError, Exception?, string, string> Faults => new()
    {
        { HttpRequestError.NameResolutionError, new SocketException((int)SocketError.HostNotFound), "the name is not known to DNS", "HTTPS_PROXY" },
        { HttpRequestError.ConnectionError, new SocketException((int)SocketError.NetworkUnreachable), "there is no way to it", "HTTPS_PROXY" },
        { HttpRequestError.ConnectionError, new SocketException((int)SocketError.ConnectionRefused), "the connection is refused", "HTTPS_PROXY" },
        { HttpRequestError.SecureConnectionError, new AuthenticationException("UntrustedRoot."), "no secure connection (UntrustedRoot)", "SSL_CERT_FILE" },
        { HttpRequestError.ProxyTunnelError, null, "the proxy refuses", "http://user:password@host:port" },
    };

    [Theory, MemberData(nameof(Faults))]
    public async Task Fetch_NoWay_SaysWhoWhyAndWhatToDo(HttpRequestError error, Exception? inner, string why, string remedy)
    {
        using var http = new HttpClient(new Answering(_ => throw new HttpRequestException(error, "gone", inner)));
        var failure = await FailAsync(Remote(), FailureCode.ModelUnavailable, Disposition.Retry, http: http);
        Assert.StartsWith($"models.example.org cannot be reached: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(why, failure.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, failure.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            $"Or download {_remote} on another machine, compare its SHA-256 with {Sha256} and run 'superres models import model.pth'.",
            failure.Message, StringComparison.Ordinal);
        AssertNothingLeft();
    }

    [Fact]
    public async Task Fetch_NoConnectionInTime_IsUnreachable()
    {
        // As the handler ends it when its connect timeout has passed.
        using var http = new HttpClient(new Answering(_ => throw new TaskCanceledException("late", new TimeoutException())));
        var failure = await FailAsync(Remote(), FailureCode.ModelUnavailable, Disposition.Retry, http: http);
        Assert.Contains("no connection within 15 s", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_NobodyListens_IsUnreachable()
    {
        Uri url;
        await using (var gone = new LoopbackServer(asked => Good(asked)))
            url = gone.Url();
        var failure = await FailAsync(Remote() with { Url = url }, FailureCode.ModelUnavailable, Disposition.Retry);
        Assert.StartsWith("127.0.0.1 cannot be reached: the connection is refused.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_ServerWithoutTls_IsNoSecureConnection()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = AnswerAtOnceAsync();
        var failure = await FailAsync(Remote() with { Url = new($"https://{listener.LocalEndpoint}/") }, FailureCode.ModelUnavailable, Disposition.Retry);
        await answering;
        Assert.Contains("no secure connection", failure.Message, StringComparison.Ordinal);
        Assert.Contains("SSL_CERT_FILE", failure.Message, StringComparison.Ordinal);

        async Task AnswerAtOnceAsync()
        {
            using var client = await listener.AcceptTcpClientAsync();
            await client.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
        }
    }

    [Fact]
    public async Task Fetch_LostAfterAnAnswer_IsTriedAgain()
    {
        var calls = 0;
        using var http = new HttpClient(new Answering(_ => ++calls switch
        {
            1 => new HttpResponseMessage(HttpStatusCode.BadGateway),
            2 => throw new HttpRequestException(HttpRequestError.ConnectionError, "gone", new SocketException((int)SocketError.ConnectionRefused)),
            _ => new() { Content = new ByteArrayContent(Content) },
        }));
        AssertWhole(await FetchAsync(Remote(), http: http));
        Assert.Equal(["the server answers 502 Bad Gateway", "the connection is refused"], Reported.All.Select(report => report.Reason).OfType<string>());
    }

    [Fact]
    public async Task Fetch_ThroughAProxy_AsksTheProxy()
    {
        var proxy = Serve(asked => Good(asked));
        using var http = ModelHttp.Create(new FixedProxy(proxy.Root));
        AssertWhole(await FetchAsync(Remote() with { Url = new("http://localhost:9/model.pth") }, http: http));
        Assert.Equal("http://localhost:9/model.pth", Assert.Single(proxy.Requests).Target);
    }

    [Fact]
    public async Task Fetch_ProxyRefuses_IsNamedWithoutItsPassword()
    {
        var proxy = Serve(asked => Reply.Plain(407));
        var address = new FixedProxy(new($"http://me:secret@{proxy.Root.Authority}"));
        using var http = ModelHttp.Create(address);
        var failure = await FailAsync(Remote(), FailureCode.ModelUnavailable, Disposition.Retry, Prompt with { Proxy = address }, http: http);
        Assert.Equal(("CONNECT", "models.example.org:443"), (proxy.Requests[0].Method, proxy.Requests[0].Target));
        Assert.StartsWith(
            $"models.example.org cannot be reached through the proxy {proxy.Root.Authority}: the proxy refuses (407). Check HTTPS_PROXY",
            failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_ProxyIsDown_IsNamed()
    {
        Uri gone;
        await using (var server = new LoopbackServer(asked => Good(asked)))
            gone = server.Root;
        var address = new FixedProxy(gone);
        using var http = ModelHttp.Create(address);
        var failure = await FailAsync(Remote(), FailureCode.ModelUnavailable, Disposition.Retry, Prompt with { Proxy = address }, http: http);
        Assert.StartsWith(
            $"models.example.org cannot be reached through the proxy {gone.Authority}: the connection is refused. Check the network, HTTPS_PROXY and NO_PROXY.",
            failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Fetch_Redirected_FollowsWithTheSameHeaders(int status)
    {
        var server = Serve(asked => asked.Target == "/there/file?id=1" ? Good(asked) : Reply.Plain(status, ("Location", "/there/file?id=1")));
        await LeavePartAsync(server, 1000);
        AssertWhole(await FetchAsync(Request(server)));
        Assert.Equal(["/model.pth", "/there/file?id=1"], server.Requests.Select(asked => asked.Target));
        Assert.All(server.Requests, asked => Assert.Equal((1000, ETag), (asked.From, asked.Headers["If-Range"])));
    }

    [Fact]
    public async Task Fetch_FiveRedirects_AreFollowedASixthIsNot()
    {
        var hops = 0;
        var server = Serve(asked => ++hops > 5 ? Good(asked) : Reply.Plain(302, ("Location", "/again")));
        AssertWhole(await FetchAsync(Request(server)));

        var endless = Serve(asked => Reply.Plain(302, ("Location", "/again")));
        File.Delete(Target);
        var failure = await FailAsync(Request(endless), FailureCode.ModelUnavailable, Disposition.Reject);
        Assert.Contains("redirects more than 5 times", failure.Message, StringComparison.Ordinal);
        Assert.Equal(6, endless.Requests.Count);
    }

    [Theory]
    [InlineData("http://example.org/m.pth?token=secret", "redirects to http://example.org, which is not https")]
    [InlineData("file:///etc/passwd", "which is not https")]
    [InlineData("https://me:secret@example.org/", "which is not https")]
    [InlineData("", "redirects to nowhere")]
    public async Task Fetch_RedirectToAnUnsafePlace_IsNotFollowed(string location, string said)
    {
        var server = Serve(asked => Reply.Plain(302, ("Location", location)));
        var failure = await FailAsync(Request(server), FailureCode.ModelUnavailable, Disposition.Reject);
        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_RedirectFromOutsideToThisMachine_IsNotFollowed()
    {
        var server = Serve(asked => Good(asked));
        using var http = new HttpClient(new Answering(_ =>
            new HttpResponseMessage(HttpStatusCode.Redirect) { Headers = { Location = server.Url() } }));
        var failure = await FailAsync(Remote(), FailureCode.ModelUnavailable, Disposition.Reject, http: http);
        Assert.Contains("models.example.org redirects to http://127.0.0.1, which is not https", failure.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    private static DownloadRequest Remote() => new() { Url = _remote, FileName = Name, Bytes = Content.Length, Sha256 = Sha256 };

    private sealed class Answering(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(answer(request));
    }
}
