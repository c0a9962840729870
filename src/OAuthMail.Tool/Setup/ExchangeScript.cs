using System.Text;

namespace OAuthMail.Tool.Setup;

/// <summary>
/// The PowerShell script with which an administrator of Exchange Online gives an application access to a mailbox. It can be run again: what
/// is there already stays as it is.
/// </summary>
internal sealed record ExchangeScript
{
    public required string Mailbox { get; init; }

    public required string ClientId { get; init; }

    public required string Tenant { get; init; }

    /// <summary>Gets the name of the account, which becomes the name of the service principal.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Gets the object id of the enterprise application, from a token; or <see langword="null"/> if no token could be acquired. The script
    /// then asks Microsoft Graph.
    /// </summary>
    public string? ObjectId { get; init; }

    /// <summary>Gets the environment of <c>Connect-ExchangeOnline</c> in a national cloud, or <see langword="null"/>.</summary>
    public string? Environment { get; init; }

    /// <summary>Gets a value that indicates whether the permission comes from RBAC for Applications.</summary>
    public bool UsesRbac { get; init; }

    public IReadOnlyList<MailProtocol> Protocols { get; init; } = [];

    public override string ToString()
    {
        var script = new StringBuilder();
        script.AppendLine("# Gives an application access to a mailbox.");
        script.AppendLine("# Run it in PowerShell 7 as an Exchange administrator. It can be run again.");
        script.AppendLine("# Changes take effect after minutes, sometimes after two hours.");
        script.AppendLine("$ErrorActionPreference = 'Stop'");
        script.AppendLine($"$mailbox = {Quote(Mailbox)}");
        script.AppendLine($"$appId = {Quote(ClientId)}");
        script.AppendLine($"$tenant = {Quote(Tenant)}");
        script.AppendLine($"$name = {Quote("oauthmail " + Name)}");
        script.AppendLine();
        AppendConnection(script);
        script.AppendLine(Principal);
        script.AppendLine(UsesRbac ? Rbac : Permission);
        script.AppendLine("# The protocols of the mailbox. SMTP AUTH also covers OAuth.");
        script.AppendLine(Switches());
        script.AppendLine();
        script.AppendLine("Get-CASMailbox -Identity $mailbox | Format-List SmtpClientAuthenticationDisabled, ImapEnabled, PopEnabled");
        return script.ToString();
    }

    private const string Principal = """

        # The service principal of Exchange refers to the enterprise application, not to the app registration.
        $principal = Get-ServicePrincipal | Where-Object { $_.AppId -eq $appId }
        if ($principal -and $principal.ObjectId -ne $objectId) {
            Remove-ServicePrincipal -Identity $principal.Identity -Confirm:$false
            $principal = $null
        }
        if (-not $principal) {
            $principal = New-ServicePrincipal -AppId $appId -ObjectId $objectId -DisplayName $name
        }

        """;

    private const string Permission = """
        $granted = Get-MailboxPermission -Identity $mailbox -User $principal.Identity -ErrorAction SilentlyContinue |
            Where-Object { $_.AccessRights -contains 'FullAccess' -and -not $_.Deny }
        if (-not $granted) {
            Add-MailboxPermission -Identity $mailbox -User $principal.Identity -AccessRights FullAccess -AutoMapping $false
        }

        """;

    private const string Rbac = """
        # RBAC for Applications: the application may send for the members of a group. SMTP.SendAsApp must not be granted in Entra.
        $group = Get-DistributionGroup -Identity $name -ErrorAction SilentlyContinue
        if (-not $group) { $group = New-DistributionGroup -Name $name -Type Security -Members $mailbox }
        if (-not (Get-DistributionGroupMember -Identity $name | Where-Object { $_.PrimarySmtpAddress -eq $mailbox })) {
            Add-DistributionGroupMember -Identity $name -Member $mailbox
        }
        if (-not (Get-ManagementScope -Identity $name -ErrorAction SilentlyContinue)) {
            $member = $group.DistinguishedName.Replace("'", "''")
            New-ManagementScope -Name $name -RecipientRestrictionFilter "MemberOfGroup -eq '$member'"
        }
        if (-not (Get-ManagementRoleAssignment -RoleAssignee $appId -ErrorAction SilentlyContinue |
                Where-Object { $_.Role -eq 'Application SMTP.SendAsApp' })) {
            New-ManagementRoleAssignment -Name $name -Role 'Application SMTP.SendAsApp' -App $appId -CustomResourceScope $name
        }
        Test-ServicePrincipalAuthorization -Identity $principal.Identity -Resource $mailbox

        """;

    private void AppendConnection(StringBuilder script)
    {
        script.AppendLine("Import-Module ExchangeOnlineManagement   # Install-Module ExchangeOnlineManagement");
        var environment = Environment is null ? "" : $" -ExchangeEnvironmentName {Environment}";
        script.AppendLine($"Connect-ExchangeOnline -Organization $tenant{environment} -ShowBanner:$false");
        if (ObjectId is not null)
        {
            script.AppendLine($"$objectId = {Quote(ObjectId)}   # The enterprise application, as its token says");
            return;
        }

        script.AppendLine("Import-Module Microsoft.Graph.Applications   # Install-Module Microsoft.Graph.Applications");
        script.AppendLine("Connect-MgGraph -TenantId $tenant -Scopes Application.Read.All -NoWelcome");
        script.AppendLine("$objectId = (Get-MgServicePrincipal -Filter \"appId eq '$appId'\").Id");
        script.AppendLine("if (-not $objectId) { throw \"The tenant has no enterprise application of $appId. Grant the consent first.\" }");
    }

    private string Switches()
    {
        var parameters = new List<string>();
        if (Protocols.Contains(MailProtocol.Smtp)) parameters.Add("-SmtpClientAuthenticationDisabled $false");
        if (!UsesRbac && Protocols.Contains(MailProtocol.Imap)) parameters.Add("-ImapEnabled $true");
        if (!UsesRbac && Protocols.Contains(MailProtocol.Pop3)) parameters.Add("-PopEnabled $true");
        return $"Set-CASMailbox -Identity $mailbox {string.Join(' ', parameters)}";
    }

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("'");
        foreach (var character in text.Where(character => !char.IsControl(character)))
        {
            // PowerShell also takes typographic quotation marks for quotation marks.
            if (character is '\'' or >= '\u2018' and <= '\u201B') quoted.Append(character);
            quoted.Append(character);
        }

        return quoted.Append('\'').ToString();
    }
}
