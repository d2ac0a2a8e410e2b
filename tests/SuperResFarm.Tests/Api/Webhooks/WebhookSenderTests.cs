using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using SuperResFarm.Api.Webhooks;
using SuperResFarm.Jobs.Webhooks;
using SuperResFarm.Tests.Models.Downloads;

namespace SuperResFarm.Tests.Api.Webhooks;

public class WebhookSenderTests
{
    private static readonly WebhookOptions _loopback = new() { AllowPrivate = ["127.0.0.0/8"], AllowHttp = true };

    [Theory]
    [InlineData(200, true)]
    [InlineData(204, true)]
    [InlineData(301, false)]
    [InlineData(307, false)]
    [InlineData(400, false)]
    [InlineData(410, false)]
    [InlineData(429, false)]
    [InlineData(500, false)]
    public async Task Send_EveryStatus_OnlyTwoHundredsAreDelivered(int status, bool delivered)
    {
        await using var server = new LoopbackServer(_ => Reply.Plain(status, ("Location", "http://127.0.0.1:1/elsewhere")));
        var tried = await SendAsync($"{server.Root}hook", _loopback);
        Assert.Equal((delivered, (int?)status, status == 410), (tried.Delivered, tried.Status, tried.Gone));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Send_RetryAfter_IsTold()
    {
        await using var server = new LoopbackServer(_ => Reply.Plain(503, ("Retry-After", "77")));
        Assert.Equal(TimeSpan.FromSeconds(77), (await SendAsync($"{server.Root}hook", _loopback)).RetryAfter);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("::ffff:127.0.0.1")]
    public async Task Send_NameThatLeadsInside_ConnectsToNobody(string address)
    {
        await using var server = new LoopbackServer(_ => Reply.Plain(200));
        var tried = await SendAsync($"http://hooks.example.com:{server.Root.Port}/", new() { AllowHttp = true }, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(address)]));
        Assert.Equal((false, null, "The receiver's name leads to a private, local or special address or port."), (tried.Delivered, tried.Status, tried.Error));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Send_OneOfSeveralAddressesIsInside_ConnectsToNone()
    {
        await using var server = new LoopbackServer(_ => Reply.Plain(200));
        var options = _loopback with { AllowPrivate = ["127.0.0.1/32"] };
        var url = $"http://hooks.example.com:{server.Root.Port}/";
        Assert.True((await SendAsync(url, options, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]))).Delivered);
        Assert.False((await SendAsync(url, options, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback, IPAddress.Parse("10.0.0.1")]))).Delivered);
        Assert.Single(server.Requests);
    }

    // The first answer is good, every later one leads inside: whoever asks twice, to check and to connect, would end up there.
    [Fact]
    public async Task Send_NameThatLeadsElsewhereLater_IsAskedOncePerConnection()
    {
        await using var inside = new LoopbackServer(_ => Reply.Plain(200));
        var asked = 0;
        var tried = await SendAsync($"http://rebinding.example.com:{inside.Root.Port}/", _loopback with { AllowPrivate = ["127.7.7.7/32"] },
            (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(Interlocked.Increment(ref asked) == 1 ? "127.7.7.7" : "127.0.0.1")]));
        Assert.Equal((1, false), (asked, tried.Delivered));
        Assert.Empty(inside.Requests);
    }

    [Fact]
    public async Task Send_ReceiverIsAway_SaysSoInOurWords()
    {
        var tried = await SendAsync("http://127.0.0.1:9/", _loopback);
        Assert.Equal((false, null, "The receiver could not be connected to."), (tried.Delivered, tried.Status, tried.Error));
        var nameless = await SendAsync("http://nobody.example.com/", _loopback, (_, _) => throw new SocketException((int)SocketError.HostNotFound));
        Assert.Equal("The receiver's name has no address.", nameless.Error);
    }

    [Fact]
    public async Task Send_ReceiverThatHangs_IsWaitedForAsLongAsIsSet()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var time = new FakeTimeProvider();
        var sending = SendAsync($"http://{listener.LocalEndpoint}/", _loopback, time: time);
        using var taken = await listener.AcceptTcpClientAsync();   // and nothing more
        Assert.False(sending.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal("The receiver did not answer within 15 s.", (await sending).Error);
    }

    private static async Task<DeliveryTry> SendAsync(
        string url, WebhookOptions options, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null, TimeProvider? time = null)
    {
        var valid = Options.Create(options);
        using var sender = new WebhookSender(new GuardedConnection(new AddressGuard(valid), resolve ?? Dns.GetHostAddressesAsync), new SecretBox(valid), valid, time ?? TimeProvider.System);
        return await sender.SendAsync(new DueDelivery(Guid.CreateVersion7(), Guid.NewGuid(), url, "{}", [WebhookSecret.New()], 0, 0), default);
    }
}
