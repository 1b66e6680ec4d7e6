import * as fs from 'fs';
import * as path from 'path';
import { cells, systemsPage } from './systems-page';

fs.writeFileSync(path.join(__dirname, 'operating-systems.md'), systemsPage(cells()));
