namespace SuperResFarm.Broker.Queues;

/// <summary>What carries the messages.</summary>
public enum BrokerKind
{
    /// <summary>RabbitMQ 3.10 or later.</summary>
    RabbitMq,

    /// <summary>This process alone; nothing outlives it.</summary>
    InMemory,
}

/// <summary>Where the queues are. No record, so that nothing prints the password.</summary>
public sealed class BrokerOptions
{
    /// <summary>Name of the section in the configuration.</summary>
    public const string Section = "Broker";

    /// <value>Default <see cref="BrokerKind.RabbitMq"/>. What follows is read for that kind only.</value>
    public BrokerKind Kind { get; init; }

    /// <value>Name or address of the broker, default <c>localhost</c>.</value>
    public string Host { get; init; } = "localhost";

    /// <value>1 to 65535; null, the default: 5672, with <see cref="Tls"/> 5671.</value>
    public int? Port { get; init; }

    /// <value>Virtual host, default <c>/</c>.</value>
    public string VirtualHost { get; init; } = "/";

    /// <value>Default <c>guest</c>, whom RabbitMQ lets in from its own machine only.</value>
    public string Username { get; init; } = "guest";

    /// <value>The user's password; null, the default: what <see cref="PasswordFile"/> holds, or <c>guest</c> for that user.</value>
    public string? Password { get; init; }

    /// <value>A file whose first line is the password, instead of <see cref="Password"/>. Read at every connecting, so it can be replaced.</value>
    public string? PasswordFile { get; init; }

    /// <value>Whether the connection is encrypted and the broker's certificate checked; default no.</value>
    public bool Tls { get; init; }

    /// <value>After about twice this time in seconds a silent connection counts as lost: 1 to 600, default 10.</value>
    public int HeartbeatSeconds { get; init; } = 10;

    /// <value>Address of the management API, such as <c>http://host:15672</c>, asked with the same user whether the queues have their policies; null, the
    /// default: nobody is asked.</value>
    public Uri? Management { get; init; }

    internal int EffectivePort => Port ?? (Tls ? 5671 : 5672);

    internal string ReadPassword() => PasswordFile is null ? Password ?? "guest" : File.ReadLines(PasswordFile).FirstOrDefault() ?? "";
}
