namespace SuperResFarm.Broker.Queues;

/// <summary>The broker did not take a message.</summary>
/// <param name="message">Why, and the remedy where there is one.</param>
/// <param name="cause">What the carrier said.</param>
public sealed class BrokerException(string message, Exception? cause = null) : Exception(message, cause);
