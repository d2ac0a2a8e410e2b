using Microsoft.Extensions.Options;
using SuperResFarm.Broker.Queues;

namespace SuperResFarm.Broker;

/// <summary>Finds all mistakes in the settings at once; each names its key.</summary>
public sealed class BrokerOptionsValidator : IValidateOptions<BrokerOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, BrokerOptions options)
    {
        string[] mistakes = [.. options.Kind switch
        {
            BrokerKind.InMemory => [],
            BrokerKind.RabbitMq => MistakesOf(options),
            _ => ["Broker:Kind must be RabbitMq or InMemory."],
        }];
        return mistakes.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }

    private static IEnumerable<string> MistakesOf(BrokerOptions options)
    {
        if (Uri.CheckHostName(options.Host) == UriHostNameType.Unknown)
            yield return "Broker:Host must be a host's name or address alone, such as rabbitmq or 10.0.0.7; the port is Broker:Port.";
        if (options.Port is < 1 or > 65535)
            yield return "Broker:Port must lie between 1 and 65535.";
        if (options.VirtualHost.Length == 0)
            yield return "Broker:VirtualHost must not be empty; the usual one is /.";
        if (options.Username.Length == 0)
            yield return "Broker:Username must not be empty.";
        if (MistakeOfPassword(options) is { } mistake)
            yield return mistake;
        if (options.HeartbeatSeconds is < 1 or > 600)
            yield return "Broker:HeartbeatSeconds must lie between 1 and 600.";
        if (options.Management is { } management && !(management.IsAbsoluteUri && management.Scheme is "http" or "https"))
            yield return "Broker:Management must begin with http:// or https://.";
        else if (options.Management is { UserInfo.Length: > 0 })
            yield return "Broker:Management must not hold a name or password; those of the broker are used.";
        else if (options.Management is { } address && (address.Query.Length > 0 || address.Fragment.Length > 0))
            yield return "Broker:Management must end behind the host, the port and a path.";
    }

    private static string? MistakeOfPassword(BrokerOptions options)
    {
        if (options.Password is not null && options.PasswordFile is not null)
            return "Broker:Password and Broker:PasswordFile cannot both be set.";
        if (options.PasswordFile is null)
            return options.Password is null && options.Username != "guest" ? "Broker:Password is missing: set it, or Broker:PasswordFile." : null;
        try
        {
            return options.ReadPassword().Length == 0 ? "Broker:PasswordFile names a file whose first line is empty." : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return $"Broker:PasswordFile cannot be read: {fault.Message}";
        }
    }
}
