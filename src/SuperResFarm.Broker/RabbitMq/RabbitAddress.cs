using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using SuperResFarm.Broker.Queues;

namespace SuperResFarm.Broker.RabbitMq;

/// <summary>Where the broker is, how it is reached, and how faults on the way are told. Never tells the password.</summary>
/// <param name="options">Valid options.</param>
internal sealed class RabbitAddress(BrokerOptions options)
{
    /// <summary>The broker as <c>amqp://user@host:port/vhost</c>.</summary>
    public override string ToString() =>
        $"amqp{(options.Tls ? "s" : "")}://{options.Username}@{options.Host}:{options.EffectivePort}/{(options.VirtualHost == "/" ? "" : Uri.EscapeDataString(options.VirtualHost))}";

    /// <returns>What opens one connection that does not mend itself.</returns>
    /// <param name="name">Name of the connection, for the broker's lists.</param>
    public ConnectionFactory Factory(string name) => new()
    {
        HostName = options.Host,
        Port = options.EffectivePort,
        VirtualHost = options.VirtualHost,
        UserName = options.Username,
        Password = options.ReadPassword(),
        RequestedHeartbeat = TimeSpan.FromSeconds(options.HeartbeatSeconds),
        AutomaticRecoveryEnabled = false,
        ClientProvidedName = name,
        Ssl = new SslOption(options.Host, enabled: options.Tls),
    };

    /// <returns>One sentence with the remedy.</returns>
    /// <param name="fault">What happened on the way to the broker.</param>
    public string Explain(Exception fault) => fault switch
    {
        BrokerUnreachableException { InnerException: AuthenticationFailureException } or AuthenticationFailureException =>
            $"The broker {this} refuses the user: check Broker:Username and Broker:Password or Broker:PasswordFile.",
        BrokerUnreachableException { InnerException: OperationInterruptedException refused } => Explain(refused),
        OperationInterruptedException { ShutdownReason: { ReplyCode: Constants.NotAllowed or Constants.AccessRefused or Constants.NotFound } reason } =>
            $"The broker {this} does not allow it: {reason.ReplyText}. Check Broker:VirtualHost, and that the user may configure, write and read superres.*.",
        OperationInterruptedException { ShutdownReason: { ReplyCode: Constants.PreconditionFailed } reason } =>
            $"At the broker {this} a queue or exchange of ours stands in another shape: {reason.ReplyText}. Delete it when it is empty.",
        BrokerUnreachableException unreachable =>
            $"No broker answers at {this}: {unreachable.GetBaseException().Message.TrimEnd('.')}. Start it, or check Broker:Host, Broker:Port and Broker:Tls.",
        IOException or UnauthorizedAccessException when options.PasswordFile is not null && !File.Exists(options.PasswordFile) =>
            $"Broker:PasswordFile cannot be read: {fault.Message.TrimEnd('.')}.",
        _ => $"The connection to the broker {this} failed: {fault.GetBaseException().Message.TrimEnd('.')}.",
    };
}
