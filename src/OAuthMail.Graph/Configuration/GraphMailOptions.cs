using OAuthMail.Configuration.Validation;

namespace OAuthMail.Graph;

/// <summary>Options for accounts that use Microsoft Graph.</summary>
public sealed class GraphMailOptions
{
    /// <summary>
    /// Gets or sets how a message is sent whose MIME form is larger than 3,145,728 octets, the limit of a request.
    /// </summary>
    /// <value>The default is <see cref="GraphLargeMessages.Refuse"/>.</value>
    public GraphLargeMessages LargeMessages { get; set; }

    /// <summary>
    /// Gets or sets the number of requests for one mailbox in ten minutes. Further requests wait.
    /// </summary>
    /// <value>The default is 10,000, the limit of Microsoft Graph. Must be between 1 and 10,000.</value>
    public int RequestsPerTenMinutes { get; set; } = 10_000;

    /// <summary>Gets or sets the time limit of a request that does not send a message, such as one page of a list.</summary>
    /// <value>The default is 2 minutes. Must be greater than zero and at most 1 day.</value>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Gets or sets how long Sent Items is searched for a message if the response to it did not arrive. This requires permission to read
    /// the mailbox (Mail.ReadBasic, Mail.Read or Mail.ReadWrite).
    /// </summary>
    /// <value>The default is 15 seconds. Must be between zero and 10 minutes. Zero disables the search.</value>
    public TimeSpan UnknownDeliveryCheck { get; set; } = TimeSpan.FromSeconds(15);

    internal void Validate()
    {
        var errors = new OptionErrors();
        errors.CheckDefined<GraphLargeMessages>(nameof(LargeMessages), LargeMessages, "value");
        errors.CheckRange(nameof(RequestsPerTenMinutes), RequestsPerTenMinutes, 1, 10_000);
        errors.CheckTimeout(nameof(RequestTimeout), RequestTimeout, TimeSpan.FromDays(1));
        errors.CheckRange(nameof(UnknownDeliveryCheck), UnknownDeliveryCheck, TimeSpan.Zero, TimeSpan.FromMinutes(10));
        errors.ThrowIfAny("Microsoft Graph");
    }
}
