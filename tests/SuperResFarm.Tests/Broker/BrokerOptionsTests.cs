using SuperResFarm.Broker;
using SuperResFarm.Broker.Queues;

namespace SuperResFarm.Tests.Broker;

public class BrokerOptionsTests
{
    [Fact]
    public void Validate_Defaults_Pass() => Assert.Empty(Mistakes(new()));

    [Fact]
    public void Validate_ManyMistakes_NamesEveryKeyAtOnceAndNoPassword()
    {
        var mistakes = Mistakes(new()
        {
            Host = "amqp://host:5672",
            Port = 70_000,
            VirtualHost = "",
            Username = "",
            Password = "secret",
            PasswordFile = "/nowhere",
            HeartbeatSeconds = 0,
            Management = new Uri("http://user:secret@host:15672"),
        });
        foreach (var key in new[] { "Host", "Port", "VirtualHost", "Username", "Password", "HeartbeatSeconds", "Management" })
            Assert.Single(mistakes, mistake => mistake.StartsWith($"Broker:{key} ", StringComparison.Ordinal));
        Assert.DoesNotContain(mistakes, mistake => mistake.Contains("secret", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("15672"), InlineData("ftp://host"), InlineData("http://host?x=1"), InlineData("//host:15672")]
    public void Validate_BadManagement_NamesTheKey(string management) =>
        Assert.StartsWith("Broker:Management", Assert.Single(Mistakes(new() { Management = new Uri(management, UriKind.RelativeOrAbsolute) })), StringComparison.Ordinal);

    [Fact]
    public void Validate_UserWithoutPassword_NamesTheKey() =>
        Assert.StartsWith("Broker:Password is missing", Assert.Single(Mistakes(new() { Username = "farm" })), StringComparison.Ordinal);

    [Fact]
    public void Validate_PasswordFile_MustBeReadableAndHoldSomething()
    {
        var file = Path.GetTempFileName();
        try
        {
            Assert.Contains("first line is empty", Assert.Single(Mistakes(new() { PasswordFile = file })), StringComparison.Ordinal);
            File.WriteAllText(file, "right\nsomething else");
            Assert.Empty(Mistakes(new() { PasswordFile = file }));
            Assert.Equal("right", new BrokerOptions { PasswordFile = file }.ReadPassword());
        }
        finally
        {
            File.Delete(file);
        }
        Assert.StartsWith("Broker:PasswordFile cannot be read", Assert.Single(Mistakes(new() { PasswordFile = file })), StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_InMemory_NothingElseMatters() => Assert.Empty(Mistakes(new() { Kind = BrokerKind.InMemory, Host = "", Port = 0, Username = "" }));

    [Theory, InlineData(null, false, 5672), InlineData(null, true, 5671), InlineData(1234, true, 1234)]
    public void EffectivePort_FollowsTls(int? port, bool tls, int expected) => Assert.Equal(expected, new BrokerOptions { Port = port, Tls = tls }.EffectivePort);

    private static List<string> Mistakes(BrokerOptions options) => [.. new BrokerOptionsValidator().Validate(null, options).Failures ?? []];
}
