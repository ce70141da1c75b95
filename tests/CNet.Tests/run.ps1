# Runs the Pester suites and prints their result for ./test.
[CmdletBinding()]
param([string[]] $Path = (Join-Path $PSScriptRoot '*.Tests.ps1'))

$PSStyle.OutputRendering = 'PlainText'
Import-Module Pester -MinimumVersion 5.5
$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Normal'
$configuration.Output.RenderMode = 'Plaintext'
$result = Invoke-Pester -Configuration $configuration
$failed = $result.FailedCount + $result.FailedContainersCount + $result.FailedBlocksCount
if ($env:CNET_RUN -like '*cnet-pester*') {
    $directory = Split-Path $env:CNET_RUN
    # Hosts leave nothing behind, not even an empty directory.
    if ($left = Get-ChildItem $directory -Recurse -ErrorAction Ignore) {
        "[-] left behind: $($left.FullName -join ', ')"
        $failed++
    }
    Remove-Item $directory -Recurse -Force -ErrorAction Ignore
}
"Pester: $($result.PassedCount) passed, $failed failed, $($result.SkippedCount + $result.NotRunCount) skipped"
exit [int]($failed -gt 0)
